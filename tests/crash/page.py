"""The admin page without a browser: it sends what the page sends, and takes the steps that the page takes.

Gradio tells a page in its config which handler follows on which; a step is asked for by /queue/join, and what came of
it is read from the stream /queue/data. A visitor's State stays in the server; all else is kept here, as in a browser.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

_SECONDS = 120  # that a step may say nothing

_EMPTY = {"textbox": ""}  # what a browser puts where the config says nothing


class StepFailed(Exception):
    """What the page would show as an error."""


@dataclass(slots=True, eq=False)
class Page:
    """One page that is open: its config, the value of each component by its number, and its session."""

    http: httpx.Client
    steps: list[dict[str, Any]]
    components: dict[str, int]
    values: dict[int, Any]
    session: str
    kept: list[int]

    @classmethod
    def open(cls, url: str) -> "Page":
        """Open the admin page of the service at this address, and do what it does once it is loaded."""
        http = httpx.Client(base_url=f"{url}/admin", timeout=_SECONDS)
        config = http.get("/config").raise_for_status().json()
        found = config["components"]
        page = cls(
            http,
            config["dependencies"],
            {each["props"]["elem_id"]: each["id"] for each in found if each["props"].get("elem_id")},
            {each["id"]: each["props"].get("value", _EMPTY.get(each["type"])) for each in found},
            secrets.token_hex(8),
            [each["id"] for each in found if each["type"] == "browserstate"],
        )
        for step in page.steps:
            if any(event == "load" for _, event in step["targets"]):
                page._run(step)
        return page

    def value(self, name: str) -> Any:  # noqa: ANN401 - of any component
        """Return what a component shows."""
        return self.values[self.components[name]]

    def type(self, name: str, value: object) -> None:
        """Put a value into a component."""
        self.values[self.components[name]] = value

    def keep(self, kept: object) -> None:
        """Let the browser have kept this from an earlier visit."""
        self.values.update({each: kept for each in self.kept})

    def drop(self, name: str, file: str, content: bytes) -> None:
        """Upload a file into a drop zone, and do all that follows."""
        (path,) = self.http.post("/gradio_api/upload", files={"files": (file, content)}).raise_for_status().json()
        self.type(name, {"path": path, "orig_name": file, "size": len(content), "meta": {"_type": "gradio.FileData"}})
        self.press(name, "upload")

    def press(self, name: str, event: str = "click") -> None:
        """Do all that follows on an event of a component. Raises StepFailed for the first error."""
        for step in self.steps:
            if [self.components[name], event] in step["targets"]:
                self._run(step)

    def close(self) -> None:
        """Leave the page."""
        self.http.close()

    def _run(self, step: dict[str, Any]) -> None:
        """Take a step, then those that follow on it."""
        if step["backend_fn"]:
            self._send(step)
        for later in self.steps:
            if later["trigger_after"] == step["id"]:
                self._run(later)

    def _send(self, step: dict[str, Any]) -> None:
        sent = {
            "data": [self.values[each] for each in step["inputs"]],
            "fn_index": step["id"],
            "session_hash": self.session,
            "trigger_id": step["targets"][0][0],
            "event_data": None,
        }
        event = self.http.post("/gradio_api/queue/join", json=sent).raise_for_status().json()["event_id"]
        told = next((each for each in self._told() if _is_end_of(each, event)), None)
        if told is None:
            raise httpx.ReadError("the stream ended before the step did")
        if not told["success"]:
            raise StepFailed(str(told["output"].get("error")))
        for each, value in zip(step["outputs"], told["output"]["data"], strict=True):
            self._take(each, value)

    def _told(self) -> Iterator[dict[str, Any]]:
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))

    def _take(self, component: int, value: Any) -> None:  # noqa: ANN401 - of any component
        if isinstance(value, dict) and value.get("__type__") == "update":
            if "value" in value:
                self.values[component] = value["value"]
        else:
            self.values[component] = value


def _is_end_of(told: dict[str, Any], event: str) -> bool:
    return told["msg"] == "process_completed" and told.get("event_id") == event
