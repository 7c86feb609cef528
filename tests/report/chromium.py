"""A headless browser, asked over pipes: it opens a page, runs expressions in it, takes pictures."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from itertools import count
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (path := shutil.which(name))
    ),
    None,
)
SECONDS = 50
"""How long a page may take to say that it is ready."""


class Browser:
    """One process and one tab. ``complaints`` holds what the console said of the current page."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._numbers = count(1)
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        out, self._write = os.pipe()
        self._read, back = os.pipe()
        command = (
            f"exec {PROGRAM} --headless --no-sandbox --disable-gpu --hide-scrollbars"
            f" --remote-debugging-pipe --user-data-dir={self._profile.name} about:blank"
            f" 3<&{out} 4>&{back}"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command],
            pass_fds=(out, back),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(out)
        os.close(back)
        self._buffer = b""
        self._session: str | None = None
        (target,) = [
            target["targetId"]
            for target in self._ask("Target.getTargets")["targetInfos"]
            if target["type"] == "page"
        ][:1]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")
        self._ask("Emulation.setFocusEmulationEnabled", enabled=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        for end in (self._read, self._write):
            os.close(end)
        self._profile.cleanup()

    def open(
        self,
        file: Path,
        address: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        scale: float = 1,
    ) -> None:
        """Open a page at a size (CSS pixels) in a theme, and wait until its script has run."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": theme}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._ask("Page.navigate", url="about:blank")
        self.complaints.clear()
        self._ask("Page.navigate", url=f"{file.as_uri()}{address}")
        end = time.monotonic() + SECONDS
        while not self.run("document.documentElement?.dataset.ready === 'true'"):
            if time.monotonic() > end:
                raise TimeoutError(f"{file} is not ready: {self.complaints}")
            time.sleep(0.05)
        # Observers of sizes, and what they change, need two frames.
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, expression: str) -> Any:
        """Evaluate an expression in the page; a promise is awaited."""
        answer = self._ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def picture(self, file: Path) -> None:
        """Write what the window shows as PNG."""
        shot = self._ask("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shot["data"]))

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has ended")
            self._buffer += piece
        text, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        return message

    def _note(self, event: dict[str, Any]) -> None:
        """Keep what the console says: a refused load, a warning, an exception."""
        if event.get("method") in {
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
        }:
            self.complaints.append(json.dumps(event["params"])[:1000])
