"""Pictures, settings and pages that lie beside the series: drawn and written here, so that nothing of anybody else's is in them."""

import io
import json
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from server.demo import measurements
from server.demo.days import DATA, Days

WIDTH, HEIGHT = 800, 600


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def micrograph(days: Days) -> bytes:
    """Round secondary particles, the nearer ones over the others, with the bar that says how long a micrometre is."""
    noise = random.Random(11)
    image = Image.new("L", (WIDTH, HEIGHT), 38)
    for number in range(210):
        radius = noise.uniform(12, 30) * (0.5 + number / 260)
        x, y, tone = noise.uniform(0, WIDTH), noise.uniform(0, HEIGHT), noise.randint(112, 158)
        draw = ImageDraw.Draw(image)
        for ring in range(10, 0, -1):
            share = ring / 10
            light = int(tone * (1.15 - 0.5 * share**3)) + (70 if ring == 10 else 0)
            r = radius * share
            draw.ellipse((x - r - share, y - r - share, x + r, y + r), fill=min(light, 235))
        for _ in range(int(radius * 1.4)):
            angle, far = noise.uniform(0, 2 * math.pi), radius * math.sqrt(noise.random()) * 0.9
            px, py = x + far * math.cos(angle), y + far * math.sin(angle)
            draw.ellipse((px - 1.6, py - 1.6, px + 1.6, py + 1.6), fill=noise.randint(80, 200))
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    image = ImageChops.add(image, Image.effect_noise((WIDTH, HEIGHT), 14), scale=1.0, offset=-128)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HEIGHT - 44, WIDTH, HEIGHT), fill=12)
    draw.rectangle((24, HEIGHT - 20, 184, HEIGHT - 15), fill=240)
    draw.text((24, HEIGHT - 38), "20 um    5.0 kV    SE    2500 x    B07", fill=240)
    return png(image.quantize(24))


def sheet(days: Days) -> bytes:
    """A coated sheet with a scribe and rust that creeps from it."""
    noise = random.Random(12)
    image = Image.new("RGB", (600, 800), (171, 178, 184))
    draw = ImageDraw.Draw(image)
    for row in range(0, 800, 2):
        tone = noise.randint(-4, 4)
        draw.line((0, row, 600, row), fill=(171 + tone, 178 + tone, 184 + tone))
    for _ in range(2600):
        share, side = noise.random(), noise.choice((-1, 1))
        x, y = 140 + 320 * share + side * abs(noise.gauss(0, 15)), 170 + 460 * share + noise.gauss(0, 8)
        size = noise.uniform(1, 4.5)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=noise.choice(((150, 78, 34), (124, 58, 26), (176, 104, 52))))
    draw.line((140, 170, 460, 630), fill=(48, 38, 34), width=5)
    for _ in range(70):
        x, y, size = noise.uniform(20, 580), noise.uniform(20, 780), noise.uniform(1, 4)
        draw.ellipse((x - size, y - size, x + size, y + size), outline=(205, 209, 212))
    draw.text((20, 770), "S3-07   silane   1000 h", fill=(40, 44, 48))
    return png(image.filter(ImageFilter.GaussianBlur(0.6)).quantize(32))


def settings(values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=2).encode()


def microscope(days: Days) -> bytes:
    return settings({
        "instrument": "SEM 3", "saved": days.instant(-59, "10:12").isoformat(), "beam": {"voltage_kV": 5.0, "current_pA": 100, "spot": 3},
        "stage": {"x_mm": 12.41, "y_mm": -3.07, "z_mm": 5.2, "tilt_deg": 0}, "image": {"width": WIDTH, "height": HEIGHT, "pixel_nm": 125},
        "detectors": ["SE", "BSE"], "operator": "aokafor",
    })  # fmt: skip


def channels(days: Days) -> bytes:
    rows = [{"channel": number, "state": "locked" if number == 5 else "free" if number > 6 else "running",
             "cell": {1: "K214", 2: "K215", 3: "K218", 4: "K219", 6: "K221"}.get(number), "range_mA": 10,
             "checked": days.day(-7).isoformat()} for number in range(1, 9)]  # fmt: skip
    return settings({"device": "Potentiostat 2", "firmware": "4.7.1", "channels": rows})


def printed(title: str, *parts: Flowable) -> bytes:
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=title, author="Lindental-Institut", leftMargin=25 * mm, rightMargin=25 * mm)
    document.build([Paragraph(title, getSampleStyleSheet()["Title"]), *parts])
    return out.getvalue()


def text(words: str) -> Flowable:
    return Paragraph(words, getSampleStyleSheet()["BodyText"])


def table(*rows: tuple[str, ...]) -> Flowable:
    made = Table(rows, hAlign="LEFT", spaceBefore=8, spaceAfter=12)
    made.setStyle([("GRID", (0, 0), (-1, -1), 0.4, HexColor("#9aa4ad")), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e8edf1"))])
    return made


def report_k214(days: Days) -> bytes:
    lines = measurements.cycling_k214(days).decode().splitlines()[1:]
    points = [(float(cycle), float(value)) for cycle, value in (each.split(",")[:2] for each in lines)]
    drawing = Drawing(440, 230)
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height, plot.data = 40, 40, 380, 170, [points]
    plot.lines[0].strokeColor = HexColor("#2f6f8f")
    plot.yValueAxis.valueMin, plot.yValueAxis.valueMax = 130, 200
    drawing.add(plot)
    drawing.add(String(180, 6, "Zyklus", fontSize=9))
    drawing.add(String(0, 218, "mAh/g", fontSize=9))
    return printed(
        "K214: Zyklieren, C/2", text(f"Kurzbericht von Lukas Brenner, {days.fill('{{de -8}}')}"), Spacer(1, 8),
        text("300 Zyklen zwischen 3,0 und 4,3 V bei 25 °C. Bis Zyklus 210 verliert die Zelle 0,12 mAh/g je Zyklus, danach "
             "zunehmend mehr. Der Wirkungsgrad fällt nicht mit: Lithium geht nicht verloren, der Widerstand wächst."),
        drawing, table(("Zyklus", "Entladen in mAh/g", "Anteil"), ("1", "193", "100 %"), ("100", "181", "94 %"), ("300", "147", "76 %")),
        text("Nächster Schritt: Zelle öffnen, Kathode gegen frisches Lithium neu verbauen."),
    )  # fmt: skip


def certificate(days: Days) -> bytes:
    rows = [("Kanal", "Strom, Soll in mA", "Strom, Ist in mA", "Abweichung")]
    rows += [(str(number), "10,000", f"{10 + 0.0007 * number - 0.002:.4f}".replace(".", ","), "< 0,1 %") for number in range(1, 9)]
    return printed(
        "Kalibrierschein Potentiostat 2", text(f"Kalibriert am {days.fill('{{de -120}}')}, Raum 112, 22 °C."),
        table(*rows), text("Kanal 5: Relais schaltet verzögert, Tausch empfohlen."),
    )  # fmt: skip


FILES: dict[str, Callable[[Days], bytes]] = measurements.SERIES | {
    made.__name__: made for made in (micrograph, sheet, microscope, channels, report_k214, certificate)
}


def content(file: dict[str, str], days: Days) -> bytes:
    """What is uploaded for a line of the data: a text of its folder, or something made here."""
    if "text" in file:
        return days.fill((DATA / file["text"]).read_text("utf-8")).encode()
    return FILES[file["make"]](days)
