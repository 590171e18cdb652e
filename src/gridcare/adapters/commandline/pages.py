"""``diagram --format html``: one page with a method's pictures and words, which needs nothing beside itself."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from gridcare.adapters.commandline.messages import Voice
from gridcare.playbook import Playbook
from gridcare.work.pictures import svg
from gridcare.work.rows import Track

__all__ = ["page", "picture"]

_STYLE: Final = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5}"
    "svg{max-width:100%;height:auto}pre{white-space:pre-wrap;font-family:inherit}"
    "@media print{body{margin:0}}"
)


def picture(playbook: Playbook, track: Track, language: str) -> str:
    """Draw the workflow of a track, its names told in a language."""
    workflow = track.workflow
    title = dict(workflow.titles).get(language, track.name)
    word = _word(playbook, language)
    return svg(title, workflow.start, workflow.parts, workflow.parameters, language=language, word=word)


def page(playbook: Playbook, language: Voice) -> str:
    """
    Write a page: the pictures of a playbook's workflows, and the method in words.

    It holds no script and fetches nothing, so it can be sent as a file, opened without a network and printed.
    """
    return "\n".join(_lines(playbook, language))


def _lines(playbook: Playbook, language: Voice) -> Iterator[str]:
    title = escape(dict(playbook.titles).get(language.name, playbook.name))
    yield "<!doctype html>"
    yield f'<html lang="{language.name}">'
    yield f'<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
    yield f"<body><h1>{title}</h1>"
    for track in playbook.tracks:
        yield f"<h2>{escape(dict(track.workflow.titles).get(language.name, track.name))}</h2>"
        yield f"<figure>{picture(playbook, track, language.name)}</figure>"
    yield f"<h2>{escape(language('picture.words'))}</h2>"
    yield f"<pre>{escape(playbook.explain(language.name))}</pre>"
    yield "</body></html>"


def _word(playbook: Playbook, language: str) -> Callable[[str], str]:
    words = dict(playbook.words)
    return lambda name: dict(words.get(name, ())).get(language, name)
