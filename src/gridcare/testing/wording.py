"""The words of a method and the lines of a file, for scenarios: what a name is called, and where a key stands."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gridcare.playbook import Playbook
from gridcare.work.steps import Standing

__all__ = ["LineNumbers", "Words", "presence_of", "standing_of"]

STANDINGS_ZH: Final = {
    "未开始": Standing.NOT_STARTED,
    "进行中": Standing.IN_PROGRESS,
    "已办结": Standing.SETTLED,
    "已排除": Standing.EXCLUDED,
    "待核实": Standing.OPEN,
}


def standing_of(word: str) -> str:
    """Return the name of a standing that is told in English or in Chinese."""
    return str(STANDINGS_ZH.get(word, word))


PRESENCES_ZH: Final = {
    "在家": "home",
    "外出": "away",
    "联系不上": "unreachable",
    "未说明": "not stated",
    "已返回": "returned",
    "返回在家": "back",
}


def presence_of(word: str) -> str:
    """Return the name of where somebody is that is told in English or in Chinese."""
    return PRESENCES_ZH.get(word, word)


class Words:
    """What names of a playbook are called, in both directions."""

    def __init__(self, playbook: Playbook, language: str) -> None:
        self._called: dict[str, dict[str, str]] = {}
        for name, titles in playbook.words:
            self._called.setdefault(name, {}).update(titles)
        for track in playbook.tracks:
            for part in track.workflow.parts:
                self._called.setdefault(part.name, {}).update(part.titles)
        self._language = language
        self._meant: dict[str, set[str]] = {}
        for name, called in self._called.items():
            for title in called.values():
                self._meant.setdefault(title, set()).add(name)

    def name(self, word: str, among: Iterable[str] | None = None) -> str:
        """Return the name that a word means; a name means itself, and a word that means several is left alone."""
        allowed = None if among is None else set(among)
        if word in (self._called if allowed is None else allowed):
            return word
        meant = {name for name in self._meant.get(word, ()) if allowed is None or name in allowed}
        return meant.pop() if len(meant) == 1 else word

    def effect(self, told: str) -> str:
        """Return an effect as ``kind what``."""
        for kind, (english, chinese) in _EFFECTS.items():
            for verb in (f"{english} ", chinese):
                if told.startswith(verb):
                    return f"{kind} {self.name(told.removeprefix(verb).strip())}"
        return told

    def told(self, name: str) -> str:
        """Tell a name, or a list of names and effects, in the language of the scenario."""
        return ", ".join(map(self._told, name.split(", ")))

    def _told(self, name: str) -> str:
        kind, _, what = name.partition(" ")
        if kind in _EFFECTS and what:
            english, chinese = _EFFECTS[kind]
            return chinese + self._told(what) if self._language == "zh" else f"{english} {self._told(what)}"
        if self._language == "zh":
            standings = {str(standing): word for word, standing in STANDINGS_ZH.items()}
            name = standings.get(name, name)
        return self._called.get(name, {}).get(self._language, name)


_EFFECTS: Final = {
    "leave": ("leave", "发放"),
    "count": ("count", "登记"),
    "notify": ("notify", "通知"),
    "open": ("open", "建立"),
}


class LineNumbers:
    """Where the tables of a TOML text begin, and where a key stands in one."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text.splitlines()
        self._begins: dict[str, list[int]] = {}
        for number, line in enumerate(self._text):
            if found := re.match(r"\s*\[\[\s*([\w.\-\"' ]+?)\s*\]\]", line):
                self._begins.setdefault(found[1].replace(" ", ""), []).append(number)
        for key in [key for key, begins in self._begins.items() if _count(data, key) != len(begins)]:
            del self._begins[key]  # some of them stand inside a text, and a wrong line is worse than none

    def of(self, table: str, number: int, *keys: str) -> int | None:
        """Return the line of a key in a table, as near as can be told; lines are counted from one."""
        begins = self._begins.get(table, [])
        if number >= len(begins):
            return self.top(*keys) if not table else None
        line = first = begins[number]
        last = next((at for at in range(first + 1, len(self._text)) if self._text[at].lstrip().startswith("[[")), None)
        for key in filter(None, keys):
            word = re.compile(rf"(^|[\s.,{{\[\"']){re.escape(key)}[\"']?\s*(=|\.|\]|,|\"|')")
            line = next((at for at in range(line, last or len(self._text)) if word.search(self._text[at])), line)
        return line + 1

    def top(self, *keys: str) -> int | None:
        """Return the line of a key outside tables."""
        for number, line in enumerate(self._text):
            if keys and re.match(rf"\s*\[*\s*{re.escape(keys[0])}\b", line):
                return number + 1
        return None


def _count(data: Any, key: str) -> int:
    for part in key.split("."):
        data = data.get(part.strip("\"'"), {}) if isinstance(data, dict) else {}
    return len(data) if isinstance(data, list) else 0
