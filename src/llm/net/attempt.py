"""Attempt: one try at a request - what its bytes mean, and whether a failure calls for another.

Nothing here waits: `client.py` does, in two ways, and asks an Attempt what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from llm.clock import clock
from llm.errors import LLMError, ModelError
from llm.events import StreamEvent
from llm.net import failures
from llm.net.cutoff import Cutoff
from llm.net.log import wire_log
from llm.net.request import merged_headers
from llm.net.retries import Retries
from llm.net.sse import MAX_EVENT_BYTES, EventDecoder, EventTooLarge
from llm.strict_json import decoded
from llm.version import __version__

if TYPE_CHECKING:
    import httpx2

    from llm.net.request import Call, Exchange

USER_AGENT = f"llm/{__version__} (https://llm.datasette.io/)"
MAX_BODY_BYTES = 256_000_000
MAX_REFUSAL_BYTES = 1_000_000
MAX_REDIRECTS = 3
# Seconds that a server gets to say why it refuses.
REFUSAL_SECONDS = 10.0
# Seconds that a server gets to end its answer after it has said that this is all.
GRACE = 1.0
# And to say more, such as the usage, once the answer itself is complete.
AFTERWORD_SECONDS = 10.0
_END = b"[DONE]"
# How a stream of events begins, and no JSON does.
_OPENINGS = (b"data:", b"event:")


class Attempt:
    """One try at *call*, and after it failed the next one.

    1. Wait for `pause` seconds; then, inside a `with` block of this object:
    2. Send what `arguments` says, and `open` the head of the answer.
    3. `read` each piece of its body; `end` it.
    4. The block swallows an error that calls for another try, and turns any other into what the
       caller should see. Begin again while another try `is_due`.

    Attributes:
        is_due: a try is to be made.
        pause: seconds to wait before it.

    """

    def __init__(self, call: Call[Any]) -> None:
        self._call = call
        self._request = call.request
        self._started = clock().seconds()
        self._retries = Retries(call.request.limits)
        self._log = wire_log()
        self._redirects = 0
        self._shown = False
        self.is_due = True
        self.pause = 0.0
        self._begin()

    def __enter__(self) -> None:
        self.is_due = False

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if self._cutoff is not None:
            self._cutoff.cancel()
        if not isinstance(error, Exception):
            return False  # all is well, or the reader has gone
        self._judge(error)
        return True

    def _begin(self) -> None:
        self._decoder: EventDecoder | None = None
        self._held = bytearray()
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self._ended = False
        self._cutoff: Cutoff | None = None
        self._waited_for = self._request.limits.first_byte

    def _begin_again(self, pause: float) -> None:
        self.is_due, self.pause = True, pause
        self._begin()

    def arguments(self) -> dict[str, Any]:
        """What `httpx2.Client.stream` is called with."""
        request, limits = self._request, self._request.limits
        failures.check_address(request)
        remaining = self._remaining()
        if failure := self._timed_out_in_all():
            raise failure
        own = {"user-agent": USER_AGENT, "accept": "application/json"}
        body = None
        if request.body is not None:
            own["content-type"] = "application/json"
            body = json.dumps(request.body, ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", errors="replace"
            )
        headers = merged_headers(own, request.headers)
        failures.check_headers(request, headers)
        if self._log:
            self._log.sent(request, headers)
        self._waited_for = min(limits.first_byte, remaining)
        return {
            "method": request.method,
            "url": request.url,
            "headers": headers,
            "content": body,
            "timeout": (
                min(limits.connect, remaining),
                self._waited_for,
                min(limits.first_byte, remaining),
                None,
            ),
        }

    @property
    def url(self) -> str:
        """Where this try goes."""
        return self._request.url

    def open(self, response: httpx2.Response, later: Callable[[float, Any], Any]) -> None:
        """Take the head of the answer; *later* calls a function after so many seconds."""
        self._status, self._headers = response.status_code, response.headers
        if self._log:
            self._log.answered(self._status, self._headers)
        if response.is_redirect:
            raise _Redirected(self._headers.get("location"))
        limits = self._request.limits
        self._waited_for = min(limits.silence, self._remaining())
        response.request.extensions["timeout"]["read"] = self._waited_for
        self._cutoff = Cutoff(response, later)
        if not response.is_success:
            self._cutoff.after(min(REFUSAL_SECONDS, self._remaining()))
        elif limits.total is not None:
            self._cutoff.after(self._remaining())
        if response.is_success and self._content_type.startswith("text/event-stream"):
            self._decoder = EventDecoder()

    def read(self, piece: bytes) -> Iterator[str | StreamEvent]:
        """What the next *piece* of the body says."""
        if self._log:
            self._log.received(piece)
        if self._decoder is None:
            if self._held or self._is_refusal or not piece.startswith(_OPENINGS):
                self._hold(piece)
                return
            self._decoder = EventDecoder()  # whatever its type says
        exchange = self._call.exchange
        for data in self._decoder.feed(piece):
            if data == _END:
                self._ended = True
                if self._cutoff is not None:
                    self._cutoff.after(GRACE)
            elif data:  # an empty one only keeps the connection alive
                for event in exchange.feed(self._decoded(data)):
                    self._shown = True
                    yield event
        if exchange.complete and not self._ended and self._cutoff is not None:
            self._cutoff.after(min(AFTERWORD_SECONDS, self._remaining()))

    def _hold(self, piece: bytes) -> None:
        self._held += piece
        if self._is_refusal and len(self._held) > MAX_REFUSAL_BYTES:
            raise self._refusal()
        if len(self._held) > MAX_BODY_BYTES:
            raise failures.too_large(self._request, MAX_BODY_BYTES)

    def end(self) -> Iterator[str | StreamEvent]:
        """What is still to be said once the body has ended."""
        if self._is_refusal:
            raise self._refusal()
        if self._decoder is None and (failure := self._timed_out_in_all()):
            raise failure
        for event in self._last_events():
            self._shown = True
            yield event
        if not self._is_complete and self._decoder is not None:
            raise self._timed_out_in_all() or failures.cut_off(self._request)

    def _last_events(self) -> Iterator[str | StreamEvent]:
        exchange: Exchange = self._call.exchange
        if self._decoder is None:
            yield from exchange.whole(self._body())
            return
        for data in self._decoder.end():
            if data in (b"", _END):
                continue
            try:
                said = self._decoded(data)
            except LLMError as error:
                if self._is_complete:
                    continue  # what was cut off came after the end
                raise (self._timed_out_in_all() or error) from error.__cause__
            yield from exchange.feed(said)

    @property
    def _is_refusal(self) -> bool:
        return bool(self._status) and not 200 <= self._status < 300

    def _refusal(self) -> ModelError:
        body = self._body_as_sent()
        return failures.refusal(self._request, self._status, self._headers, body)

    def _decoded(self, data: bytes) -> Any:
        """*data* of an event; bytes that are no UTF-8 become U+FFFD, to lose no more than these."""
        try:
            text = data.decode()  # json.loads would look for other encodings first
        except UnicodeDecodeError:
            text = data.decode(errors="replace")
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise failures.cut_off(self._request, "an event is no whole JSON") from error

    def _body(self) -> Any:
        try:
            return json.loads(bytes(self._held))
        except (ValueError, RecursionError) as error:
            if "json" in self._content_type:
                why = "the answer is no whole JSON"
                raise failures.cut_off(self._request, why) from error
            raise failures.not_json(self._request, self._status, self._content_type) from error

    def _body_as_sent(self) -> Any:
        """The body of a refusal: decoded where it is JSON, else as text."""
        text = self._held.decode("utf-8-sig", errors="replace")
        try:
            return decoded(text)
        except ValueError:
            return text

    @property
    def _is_complete(self) -> bool:
        """Whether everything has come, by what the exchange or the stream says."""
        return self._ended or bool(self._call.exchange.complete)

    @property
    def _content_type(self) -> str:
        return self._headers.get("content-type", "").lower()

    def _judge(self, error: Exception) -> None:
        """Let another try be due, or raise what the caller should see; or all is well."""
        if self._log:
            self._log.failed(error)
        if isinstance(error, _Redirected):
            self._follow(error.target)
            return
        if self._is_complete and (isinstance(error, EventTooLarge) or _is_of_transport(error)):
            return  # everything had come; what broke was only the connection
        failure = self._as_ours(error)
        pause = self._retries.pause(failure, shown=self._shown, remaining=self._remaining())
        if pause is None:
            raise failure from (None if failure is error else error)
        self._call.begin_again()
        self._begin_again(pause)

    def _as_ours(self, error: Exception) -> LLMError:
        if isinstance(error, LLMError):
            if error.provider is None and self._status:
                # Said by an exchange, which does not know whose answer it understands.
                error.args = (f"{failures.place(self._request.url)}: {error}",)
            error.provider = error.provider or self._request.provider
            error.request_id = error.request_id or failures.request_id(self._headers)
            return error
        if isinstance(error, EventTooLarge):
            return failures.too_large(self._request, MAX_EVENT_BYTES)
        if not _is_of_transport(error):
            raise error
        return self._of_transport(error)

    def _of_transport(self, error: Exception) -> ModelError:
        request, limits, kind = self._request, self._request.limits, type(error).__name__
        if self._is_refusal:
            return self._refusal()  # as far as it came
        if failure := self._timed_out_in_all():
            return failure
        if kind == "ConnectTimeout":
            return failures.timed_out(request, "could not be reached", limits.connect)
        if kind.endswith("Timeout"):
            what = "sent nothing more" if self._status else "did not answer"
            return failures.timed_out(request, what, self._waited_for)
        if self._status:
            return failures.cut_off(request, "the connection broke")
        return failures.unreachable(request, error)

    def _timed_out_in_all(self) -> ModelError | None:
        """The error to raise where the total limit is what ended the attempt."""
        total = self._request.limits.total
        if total is None or self._remaining() > 0:
            return None
        return failures.timed_out(self._request, "did not finish", total)

    def _follow(self, target: str | None) -> None:
        """Send the same to *target*, where it is the same server that asks for it."""
        try:
            url = urljoin(self._request.url, target or "")
            same = _is_same_server(self._request.url, url)
        except ValueError:  # no address at all
            url, same = target or "", False
        self._redirects += 1
        if self._status not in (307, 308) or not same or self._redirects > MAX_REDIRECTS:
            raise failures.misdirected(self._request, self._status, url if target else None)
        self._request = replace(self._request, url=url)
        self._begin_again(0.0)

    def _remaining(self) -> float:
        total = self._request.limits.total
        return float("inf") if total is None else total - (clock().seconds() - self._started)


def _is_same_server(url: str, other: str) -> bool:
    """Whether a key for *url* may go to *other*. Raises `ValueError` for what is no URL."""
    here, there = urlsplit(url), urlsplit(other)
    return here.hostname == there.hostname and (
        (here.scheme, here.port) == (there.scheme, there.port)
        or (here.scheme, there.scheme) == ("http", "https")
    )


class _Redirected(Exception):  # noqa: N818 - reads as what happened
    """The server names another place."""

    def __init__(self, target: str | None) -> None:
        super().__init__(target)
        self.target = target


def _is_of_transport(error: Exception) -> bool:
    import httpx2

    # A port above 65535 overflows; a host that no DNS can hold is a UnicodeError.
    others = (httpx2.InvalidURL, OSError, OverflowError, UnicodeError)
    return isinstance(error, (httpx2.HTTPError, *others))
