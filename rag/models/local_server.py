"""The local model's own process: llama.cpp's OpenAI-compatible server on loopback, run by ``rag.models.local_model``.

A process of its own, because the server's constructor holds the interpreter's lock for as long as it loads, its
destructor waits forever for a request that is under way, and leaving the interpreter during one is a crash; a process
can simply be ended. It reads its parameters as one line of JSON from standard input, writes ``{"address": ...}`` or
``{"error": ...}`` to standard output, and ends when standard input does, which is when its parent ends, however
that comes about. Runs as a script, without ``rag`` on its path.
"""

import json
import os
import sys
from typing import Any


def start(parameters: dict[str, Any]) -> Any:
    """Load the model and listen on a free loopback port; returns the server, which lives as long as the object."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = parameters["path"]
    settings.model_alias = {parameters["name"]}
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    # Any page in the user's browser can reach a loopback port: a key, and no other origin.
    settings.api_keys = [parameters["api_key"]]
    settings.cors_origins = ""
    settings.ui = settings.endpoint_slots = False
    settings.cpuparams.n_threads = parameters["threads"]
    settings.cpuparams_batch.n_threads = parameters["threads"]
    settings.verbosity = 1  # errors only
    for option, value in parameters["options"].items():
        setattr(settings, option, value)
    return xllamacpp.Server(settings)


def main() -> None:
    """Serve until standard input ends."""
    # Whatever the library prints to standard output must not be taken for the answer.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        server = start(json.loads(sys.stdin.readline()))
        message = {"address": server.listening_address}
    except (ImportError, RuntimeError, MemoryError) as error:
        message = {"error": str(error)}
    with answer:
        answer.write(json.dumps(message) + "\n")
    sys.stdin.read()
    os._exit(0)  # the server's destructor can wait forever


if __name__ == "__main__":
    main()
