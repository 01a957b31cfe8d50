"""The network below the `openai` client: answers of bounded size, and no waiting past a deadline."""

from collections.abc import AsyncIterator

import httpx2

from core.language_model import Failure, ModelFailed

LARGEST_BODY = 512_000
LONGEST_WAIT = 5.0


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Passes requests on; a body beyond `LARGEST_BODY` bytes ends in `ModelFailed`.

    Compressed bodies are neither asked for nor taken: a small one may hold a huge answer.

    A server that asks to be tried again in a minute is not tried again: the `openai` client
    would wait for it, and whoever is talking would wait with it.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; its answer is read through a counter."""
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise ModelFailed(Failure.MALFORMED)
        if _seconds(response.headers.get("retry-after", "")) > LONGEST_WAIT:
            response.headers["x-should-retry"] = "false"
        stream = response.stream
        if isinstance(stream, httpx2.AsyncByteStream):
            response.stream = _Counted(stream)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    """A body that breaks off where it grows too large."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body's pieces."""
        size = 0
        async for piece in self._inner:
            size += len(piece)
            if size > LARGEST_BODY:
                raise ModelFailed(Failure.TOO_LONG)
            yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._inner.aclose()


def _seconds(header: str) -> float:
    return float(header) if header.replace(".", "", 1).isdecimal() else 0.0
