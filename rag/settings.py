"""All that can be set, each with its reference in ``description``: the only reader of the environment."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SetupError

LlmChoice = Literal["extractive", "local", "openai"]
EmbedderChoice = Literal["local", "openai"]


class Settings(BaseSettings):
    """One run's settings: arguments first, then ``JIANBAO_*`` variables, then the defaults here."""

    model_config = SettingsConfigDict(
        env_prefix="JIANBAO_", frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("jianbao"), description="The library's folder."
    )
    cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("jianbao"),
        description="Where the joined local model, the token tables and the dictionary are kept; "
        "shared by all libraries.",
    )
    llm: LlmChoice | None = Field(
        default=None,
        description="Which model answers. Unset: local if its extra is installed, else openai if a key or base URL is "
        "set, else extractive.",
    )
    llm_model: str | None = Field(
        default=None,
        validation_alias=AliasChoices("JIANBAO_LLM_MODEL", "OPENAI_MODEL"),
        description="The model's name on the OpenAI-compatible server. Unset: the first that the server lists.",
    )
    llm_model_path: Path | None = Field(
        default=None, description="A GGUF file that the local model server loads instead of its own."
    )
    llm_context: int = Field(default=8192, ge=2048, description="Tokens of context for the local model, one slot.")
    llm_slots: int = Field(default=1, ge=1, le=16, description="Requests that the local model works on at once.")
    llm_threads: int | None = Field(default=None, ge=1, description="Threads of the local model. Unset: the cores.")
    llm_timeout: float = Field(default=120.0, gt=0, description="Seconds without a token before a server is given up.")
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_API_KEY"), description="The key of the remote model server."
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL"), description="The remote server's address."
    )
    prices: dict[str, tuple[float, float]] | None = Field(
        default=None,
        description='What a million tokens cost, read and written, by model: {"gpt-x": [0.5, 2]}. For the forecasts '
        "of batches.",
    )
    embedder: EmbedderChoice | None = Field(
        default=None, description="Which embedder indexes. Unset: local. A library remembers its embedder."
    )
    embedding_model: str = Field(
        default="text-embedding-3-small", description="The embedding model's name on the remote server."
    )
    embedding_api_key: SecretStr | None = Field(default=None, description="Its key. Unset: OPENAI_API_KEY.")
    embedding_base_url: str | None = Field(default=None, description="Its address. Unset: OPENAI_BASE_URL.")
    chroma_url: str | None = Field(
        default=None,
        description="The address of a Chroma server that holds the vector index. Unset: it is in the library's folder.",
    )
    chunk_tokens: int = Field(default=260, ge=40, le=480, description="The token budget of a chunk.")
    evidence_tokens: int = Field(default=1100, ge=200, description="The token budget of the passages in a prompt.")
    brief_tokens: int = Field(
        default=600,
        ge=300,
        description="The token budget of the text in a brief's prompt; of longer articles the most telling sentences.",
    )
    answer_tokens: int = Field(default=400, ge=32, description="The most tokens of an answer.")
    max_file_bytes: int = Field(default=20_000_000, ge=1000, description="Larger files are refused.")
    max_page_characters: int = Field(
        default=12_000_000, ge=1000, description="Files whose text is longer are refused, whatever their packing."
    )
    max_sheets: int = Field(default=200, ge=1, description="PDFs of more sheets are refused.")
    pdf_timeout: float = Field(default=60.0, gt=0, description="Seconds after which the reading of a PDF is given up.")
    max_question_characters: int = Field(default=2000, ge=10, description="Longer questions are refused.")
    max_answers: int = Field(default=8, ge=1, le=64, description="Answers written at once; more are refused.")
    lock_timeout: float = Field(default=30.0, ge=0, description="Seconds to wait for another writer.")
    api_keys: SecretStr | None = Field(
        default=None, description="Comma-separated keys of the HTTP API; with none, only loopback is served."
    )
    prompts: Path | None = Field(default=None, description="A folder of your own prompts, used before the built-in.")

    @classmethod
    def load(cls, **given: object) -> Settings:
        """Read the environment, with the given values first; ``None`` counts as not given.

        Raises ``SetupError`` naming the setting that is not there or has an unusable value, never the value (it may be
        a key).
        """
        for name in given:
            if name not in cls.model_fields:
                near = get_close_matches(name, cls.model_fields, n=1)
                raise SetupError(
                    f'There is no setting "{name[:80]}".',
                    remedy=f'Use "{near[0]}".' if near else "The README's table names them all.",
                )
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = str(first["loc"][0]) if first["loc"] else "?"
            variable = name if name.isupper() else f"JIANBAO_{name.upper()}"
            raise SetupError(
                f"The setting {variable} is unusable: {first['msg']}.", remedy="Mend or unset it."
            ) from None
