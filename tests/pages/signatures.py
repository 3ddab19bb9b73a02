"""The forms in which a story names its writers."""

from __future__ import annotations

import random

REPORTERS = ["本报记者", "本报记者", "本报记者", "本报特约记者", "本报驻江澜记者", "江澜财经报记者"]


def sign(
    draw: random.Random, house_form: str, names: list[str], slot: str, *, english: bool
) -> tuple[str, str, str, list[str]]:
    """A byline as a line of its own, or as the opening or closing words of the text, with the names it gives."""
    if not names:
        return "", "", "", []
    if english:
        shown = " and ".join(names)
        return (
            draw.choice([f"By {shown}", f"By {shown}", f"By {shown} in Nanyu", f"BY {shown.upper()}"]),
            "",
            "",
            names,
        )
    if draw.random() < 0.2 and len(names) < 3:
        names = [*names, draw.choice(["孟小满", "卢桐", "欧阳澈", "郝一白", "司徒静"])]
    spaced = [" ".join(name) if len(name) == 2 else name for name in names]
    joined = " ".join(spaced)
    plain_names = " ".join(names)
    form = (
        house_form
        if house_form != "mixed"
        else draw.choice(["report", "bullet", "inline", "slash", "trainee", "end", "comma", "place"])
    )
    if draw.random() < 0.1:
        form = draw.choice(["report", "bullet", "inline", "slash", "trainee", "end", "comma", "place"])
    if form == "bullet":
        return f"{draw.choice([' ■ ', '■', '□ ', '● '])}{draw.choice(['', '', '本报记者 '])}{joined}", "", "", names
    if form == "slash":
        return (
            draw.choice(
                [
                    f"文/{joined}",
                    f"文/本报记者 {joined}",
                    f"文｜{plain_names}",
                    f"{plain_names}/文",
                    f"□文/{joined}",
                ]
            ),
            "",
            "",
            names,
        )
    if form == "trainee" and len(names) > 1:
        return (
            f"本报记者 {' '.join(spaced[:-1])} {draw.choice(['见习记者', '实习生', '通讯员'])} {spaced[-1]}",
            "",
            "",
            names,
        )
    if form == "comma":
        return f"记者 {'、'.join(names)}", "", "", names
    if form == "place":
        return (
            f"本报记者 {joined} {draw.choice(['江澜报道', '北辰、南屿报道', '综合报道', '江澜摄影报道'][:1])}",
            "",
            "",
            names,
        )
    if form == "inline":
        credit = draw.choice(
            [
                f"（记者 {plain_names}）",
                f"（记者 {'、'.join(names)}）",
                f"（本报记者 {joined}）",
                f"（记者{names[0]}" + "".join(f" 通讯员{n}" for n in names[1:]) + "）",
            ]
        )
        return (
            "",
            draw.choice(
                [
                    "本报讯",
                    "本报江澜4月2日电",
                    "新华社江澜4月2日电",
                    "新衡社北辰3月17日电",
                    "本报江澜讯",
                    "【本报讯】",
                ]
            )
            + credit,
            "",
            names,
        )
    if form == "end" or (slot == "end" and draw.random() < 0.5):
        return (
            "",
            "",
            draw.choice([f"（记者 {plain_names}）", f"（{plain_names}）", f"（本报记者 {joined}）"]),
            names,
        )
    return (
        f"{draw.choice(REPORTERS)} {joined}",
        "",
        "",
        names,
    )
