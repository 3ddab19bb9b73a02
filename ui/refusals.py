"""What is wrong with a request's body, form or address: what, where and the remedy, in place of the parser's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOT_PARSED = "There was an error parsing the body"  # FastAPI's words for bytes that are no UTF-8, and for all others
NO_FORM = "The form cannot be read. Send it whole, as multipart/form-data; is the server's disk full?"
NOT_READ = "The body is no JSON that can be read. Nest it less deeply, and write shorter numbers."
NOT_UTF8 = "The body is not text in UTF-8. Encode it so, whatever the pages are in."

_PLACES = {"body": "The body", "query": "The address", "path": "The address"}
# By pydantic's types of errors (docs.pydantic.dev/latest/errors/validation_errors).
_WORDS = {
    "missing": "{where} is missing. Give it.",
    "string_pattern_mismatch": "{where} is empty. Write something there.",
    "string_too_short": "{where} is empty. Write something there.",
    "string_too_long": "{where} is too long. At most {max_length} characters are taken.",
    "string_type": "{where} is no text. Write it in quotation marks.",
    "string_unicode": "{where} is no Unicode text. Leave lone surrogates out.",
    "too_short": "{where} holds too few. At least {min_length} is wanted.",
    "too_long": "{where} holds too many. At most {max_length} are taken.",
    "int_type": "{where} is no whole number. Write it in digits, without quotation marks.",
    "int_parsing": "{where} is no whole number. Write it in digits.",
    "int_from_float": "{where} is no whole number. Write it in digits.",
    "greater_than_equal": "{where} is too small. At least {ge} is wanted.",
    "less_than_equal": "{where} is too large. At most {le} is taken.",
    "bool_type": "{where} is neither true nor false. Write one of them, without quotation marks.",
    "literal_error": "{where} is none of the known values. Write {expected}.",
    "list_type": "{where} is no list. Write it in square brackets.",
    "model_attributes_type": "{where} is no JSON object. Write it in braces.",
    "model_type": "{where} is no JSON object. Write it in braces.",
    "dict_type": "{where} is no JSON object. Write it in braces.",
    "json_invalid": "The body is no JSON (character {at}: {error}). Mend it there.",
}


def in_words(error: Mapping[str, Any]) -> str:
    """An error of validation as one line; what was sent is not repeated, only the name of its field."""
    place, *path = error["loc"]
    where = f'"{_path(path)}"' if path else _PLACES.get(place, str(place))
    kind = error["type"]
    if kind == "missing" and not path:
        return f"{where} is empty. Send a JSON object."
    if kind == "unknown_field":
        return f"{_path(path)}: {error['msg']}" if path else str(error["msg"])
    if kind.startswith("date") or kind == "day":
        return f"{where} is no day. Write it YYYY-MM-DD, a day of the calendar."
    if kind == "value_error" and "UploadFile" in error["msg"]:
        return f"{where} is no file. Send it with a file name."
    if kind in _WORDS:
        return _WORDS[kind].format_map({**error.get("ctx", {}), "where": where, "at": path[0] if path else 0})
    return f"{where}: {error['msg']}."


def _path(parts: Sequence[object]) -> str:
    return ".".join(str(part)[:80] for part in parts)
