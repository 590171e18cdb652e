"""The listing of the page about web services answers as the page says, where FastAPI is installed."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "host-in-a-web-service.md"
BLOCK: Final = re.compile(r"^```(python|py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page() -> Iterator[dict[str, Any]]:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    told: dict[str, Any] = {"__name__": "page"}
    for _, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if ">>>" not in block:
            exec(block, told)  # noqa: S102  # the page is ours
        elif "desk = Desk" in block:
            exec("\n".join(line[4:] for line in block.splitlines() if line.startswith(">>> ")), told)  # noqa: S102
    yield told
    told["database"].close()


def asked(page: dict[str, Any], method: str, path: str, **request: Any) -> tuple[int, Any]:
    httpx = pytest.importorskip("httpx")

    async def ask() -> Any:
        transport = httpx.ASGITransport(app=page["app"])
        async with httpx.AsyncClient(transport=transport, base_url="http://street") as client:
            return await client.request(method, path, **request)

    response = asyncio.run(ask())
    return response.status_code, response.json()


def test_a_visit_is_taken_twice_as_once(page: dict[str, Any]) -> None:
    moment = "2020-02-03T09:00:00+08:00"
    visit = {"id": "v1", "kind": "door", "subjects": ["h1"], "outcome": "met", "happened": moment, "known": moment}
    assert (200, {"touched": ["h1"], "leave": ["leaflet", "access card"]}) == asked(page, "POST", "/visits", json=visit)
    assert (200, {"touched": [], "leave": []}) == asked(page, "POST", "/visits", json=visit)
    assert {"subjects": 1, "persons": 3} == asked(page, "GET", "/units/s/coverage")[1]["in_progress"]


def test_a_refusal_is_told_in_the_language_that_is_read(page: dict[str, Any]) -> None:
    status, body = asked(page, "GET", "/units/nowhere/coverage", headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert (404, "unknown-unit") == (status, body["faults"][0]["code"])
    assert re.search("[一-鿿]", body["faults"][0]["meaning"])
