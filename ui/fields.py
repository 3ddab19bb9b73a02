"""What the fields of the API's bodies mean, where several bodies share a field."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import Field

ArticleId = Annotated[str, Field(description="The article's id, as the list of articles gives it.")]
ArticleIds = Annotated[list[str], Field(description="The ids of the articles, in their order.")]
Headline = Annotated[str, Field(description="The headline; empty where none is printed.")]
Byline = Annotated[list[str], Field(description="The writers' names.")]
Newspaper = Annotated[str | None, Field(description="The paper's name, where it is known.")]
Printed = Annotated[datetime.date | None, Field(description="The day that it was printed on, where it is known.")]
PageOf = Annotated[str | None, Field(description="The page's number, like A1, where it is known.")]
SourceOf = Annotated[str, Field(description="The page's source: the file that it was read from.")]
Spans = Annotated[list[tuple[int, int]], Field(description="Where it stands: ranges of the text of `source`.")]
Start = Annotated[int, Field(description="Where it begins in the text of `source`.")]
End = Annotated[int, Field(description="Before which character of the text of `source` it ends.")]
Model = Annotated[str, Field(description="What wrote it; `extractive` where no model did.")]
Pages = Annotated[int, Field(description="How many pages there are.")]
Articles = Annotated[int, Field(description="How many articles there are.")]
Chunks = Annotated[int, Field(description="How many passages there are to be found.")]
