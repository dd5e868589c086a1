"""Draws the film of the demo's course, server/demo/data/cyclic-voltammetry.webm: python .ci/film.py

A potential that goes up and down and the current that answers. Needs ffmpeg; run again only when the film changes.
"""

import math
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "server" / "demo" / "data" / "cyclic-voltammetry.webm"
FONTS = ROOT / "server" / "exports" / "fonts"
SECONDS, RATE, WIDTH, HEIGHT, FINE = 24, 12, 640, 360, 2
INK, PALE, BLUE, RED, PAPER = "#26323a", "#b9c4cb", "#2f6f8f", "#b4532a", "#f7f8f9"
LEFT, RIGHT = (50, 90, 290, 290), (365, 90, 605, 290)
SAID = (
    (0, "Die Spannung läuft gleichmäßig nach oben …"),
    (5, "… der Strom steigt: Stoff reagiert an der Elektrode."),
    (8.5, "Noch vor der Spitze wird er knapp: der Strom fällt."),
    (12, "Umkehr. Jetzt läuft alles rückwärts,"),
    (16, "und was oxidiert wurde, wird wieder reduziert."),
    (20, "Zurück am Anfang: ein Zyklus."),
)


def potential(share: float) -> float:
    """-1 to 1 and back."""
    return 4 * share - 1 if share < 0.5 else 3 - 4 * share


def current(share: float) -> float:
    """A peak on the way up, one on the way down, each with its tail; the first tail dies away after the turn."""
    value, way = potential(share), 1 if share < 0.5 else -1
    beyond = way * value - 0.12
    peak = math.exp(-((beyond / 0.22) ** 2)) if beyond < 0 else 0.42 + 0.58 * math.exp(-beyond / 0.28)
    rest = 0.516 * math.exp((value - 1) / 0.35) if way < 0 else 0.0
    return way * (0.8 * peak + 0.08) + rest


def place(box: tuple[int, int, int, int], x: float, y: float) -> tuple[float, float]:
    """-1 to 1 of both axes inside a box, in fine pixels."""
    left, top, right, bottom = box
    return FINE * (left + (right - left) * (x + 1) / 2), FINE * (bottom - (bottom - top) * (y + 1) / 2)


def frame(number: int, fonts: tuple[ImageFont.FreeTypeFont, ...]) -> Image.Image:
    large, small = fonts
    seconds = number / RATE
    share = seconds / SECONDS
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((FINE * 50, FINE * 22), "Zyklische Voltammetrie", INK, large)
    for box, across, up in ((LEFT, "Zeit", "Spannung"), (RIGHT, "Spannung", "Strom")):
        left, top, right, bottom = (FINE * value for value in box)
        draw.line((left, top, left, bottom, right, bottom), PALE, FINE * 2)
        draw.text((left, top - FINE * 20), up, INK, small)
        draw.text((right - draw.textlength(across, small), bottom + FINE * 6), across, INK, small)
    draw.line((*place(RIGHT, -1, 0), *place(RIGHT, 1, 0)), PALE, FINE)
    steps = [step / 400 for step in range(int(share * 400) + 1)] + [share]
    draw.line([place(LEFT, 2 * each - 1, potential(each) * 0.9) for each in steps], BLUE, FINE * 3, "curve")
    draw.line([place(RIGHT, potential(each) * 0.95, current(each)) for each in steps], RED, FINE * 3, "curve")
    for (x, y), colour in ((place(LEFT, 2 * share - 1, potential(share) * 0.9), BLUE),
                           (place(RIGHT, potential(share) * 0.95, current(share)), RED)):  # fmt: skip
        draw.ellipse((x - FINE * 6, y - FINE * 6, x + FINE * 6, y + FINE * 6), colour)
    said = [text for since, text in SAID if since <= seconds][-1]
    draw.text((FINE * 50, FINE * 325), said, INK, small)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def main() -> None:
    fonts = (ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", FINE * 20), ImageFont.truetype(FONTS / "DejaVuSans.ttf", FINE * 14))
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
               "-r", str(RATE), "-i", "-", "-c:v", "libvpx-vp9", "-crf", "38", "-b:v", "0", "-g", str(RATE * 4), "-row-mt", "1",
               "-pix_fmt", "yuv420p", str(TARGET)]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(SECONDS * RATE):
            encoder.stdin.write(frame(number, fonts).tobytes())
        encoder.stdin.close()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
