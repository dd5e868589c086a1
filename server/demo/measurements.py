"""Series as instruments of the institute would write them: CSV, computed, the same numbers each time but for the days."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from server.demo.days import Days


def csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]).encode() + b"\n"


def furnace(days: Days) -> bytes:
    """Ramp, hold, ramp, hold, cool: the controller overshoots where a hold begins."""
    noise = random.Random(1)
    start, last, reached = days.instant(-65, "06:00"), 24.0, 0.0
    rows = []
    for minute in range(0, 1560, 2):
        if minute < 152:
            target = 24 + 3.0 * minute
        elif minute < 452:
            target = 480.0
        elif minute < 552:
            target = 480 + 3.0 * (minute - 452)
        elif minute < 1272:
            target = 780.0
        else:
            target = max(60.0, 780 - 2.5 * (minute - 1272))
        reached = target if target != last else reached
        last += (target - last) * 0.35
        swing = 9 * math.exp(-(((minute - 165) / 25) ** 2)) + 6 * math.exp(-(((minute - 566) / 25) ** 2))
        rows.append(((start + timedelta(minutes=minute)).isoformat(), round(target, 1), round(last + swing + noise.gauss(0, 0.6), 1)))
    return csv(("Zeit", "Sollwert [°C]", "Istwert [°C]"), rows)


def chamber(days: Days) -> bytes:
    """Four weeks of a climate chamber; doors are opened in working hours."""
    noise = random.Random(2)
    start, opened = days.instant(-28, "00:00"), 0.0
    rows = []
    for step in range(28 * 48):
        now = start + timedelta(minutes=30 * step)
        if now.weekday() < 5 and 8 <= now.hour < 17 and noise.random() < 0.04:
            opened = noise.uniform(1.2, 4.5)
        opened *= 0.45
        temperature = 25 + 0.15 * math.sin(step / 48 * 2 * math.pi) + noise.gauss(0, 0.05) - opened
        humidity = 45 + 1.2 * math.sin(step / 48 * 2 * math.pi + 1) + noise.gauss(0, 0.3) + 3.5 * opened
        rows.append((now.isoformat(), round(temperature, 2), round(humidity, 1)))
    return csv(("Zeit", "Temperatur [°C]", "Feuchte [% r. F.]"), rows)


def diffraction(days: Days) -> bytes:
    """A layered oxide: positions and heights of its reflections, with the doublet left out."""
    noise = random.Random(3)
    peaks = ((18.75, 5200, 0.10), (36.7, 2300, 0.11), (38.1, 310, 0.11), (38.4, 360, 0.11), (44.45, 3970, 0.12), (48.6, 420, 0.14),
             (58.6, 480, 0.15), (64.4, 690, 0.14), (65.0, 760, 0.14), (68.1, 420, 0.16))  # fmt: skip
    rows = []
    for step in range(1401):
        angle = 10 + step * 0.05
        height = 60 + 180 * math.exp(-(angle - 10) / 9)
        height += sum(high / (1 + ((angle - at) / wide) ** 2) for at, high, wide in peaks)
        rows.append((f"{angle:.2f}", round(max(0.0, noise.gauss(height, math.sqrt(height))))))
    return csv(("2theta [°]", "Intensity [counts]"), rows)


def cycling(seed: int, cycles: int, start: float, knee: int) -> bytes:
    noise = random.Random(seed)
    rows = []
    for cycle in range(1, cycles + 1):
        left = start - 0.12 * cycle - 0.00125 * max(0, cycle - knee) ** 2 + noise.gauss(0, 0.25)
        efficiency = 99.86 - 11.4 * math.exp(-(cycle - 1) / 1.4) + noise.gauss(0, 0.03)
        rows.append((cycle, round(left, 2), round(left * 100 / min(efficiency, 99.99), 2)))
    return csv(("Zyklus", "Entladen [mAh/g]", "Laden [mAh/g]"), rows)


def cycling_k214(days: Days) -> bytes:
    return cycling(4, 300, 193.0, 210)


def cycling_k215(days: Days) -> bytes:
    return cycling(5, 140, 191.2, 400)


def discharge(days: Days) -> bytes:
    """Voltage over capacity for four cycles; a curve ends where its cell is empty."""
    ends = {1: 193.0, 100: 181.0, 200: 169.0, 300: 147.0}

    def voltage(share: float, cycle: int) -> float:
        resistance = 0.00055 * cycle
        return 4.27 - 0.42 * share - 0.13 * math.sin(share * 5) - 0.75 * share**9 - resistance * (0.4 + 0.6 * share)

    rows = []
    for step in range(194):
        values = [f"{voltage(step / end, cycle):.4f}" if step <= end else "" for cycle, end in ends.items()]
        rows.append((step, *values))
    return csv(("Kapazität [mAh/g]", *(f"Zyklus {cycle} [V]" for cycle in ends)), rows)


def nyquist(transfer: float) -> bytes:
    """Two arcs and a Warburg tail, from the highest frequency to the lowest, so that the real part rises."""
    rows = []
    for step in range(71):
        omega = 2 * math.pi * 10 ** (5 - step / 10)
        arcs = 12 / (1 + 1j * omega * 12 * 2e-6) + transfer / (1 + 1j * omega * transfer * 1.5e-3)
        value = 4.1 + arcs + 3 * (1 - 1j) / math.sqrt(omega)
        rows.append((round(value.real, 4), round(-value.imag, 4)))
    return csv(("Re Z [Ω]", "-Im Z [Ω]"), rows)


def impedance_fresh(days: Days) -> bytes:
    return nyquist(38.2)


def impedance_aged(days: Days) -> bytes:
    return nyquist(95.7)


def creep(days: Days) -> bytes:
    noise = random.Random(6)
    speeds = (0.0021, 0.0034, 0.0096)
    rows = []
    for hours in range(0, 1009, 48):
        rows.append((hours, *(round(max(0.0, speed * max(0, hours - 90) * (1 + noise.gauss(0, 0.05))), 2) for speed in speeds)))
    return csv(("time [h]", "zinc phosphate [mm]", "silane [mm]", "none [mm]"), rows)


def tensile(days: Days) -> bytes:
    noise = random.Random(7)
    rows = []
    for step in range(121):
        strain = step * 0.025
        delivered = 178 * (1 - math.exp(-strain / 0.32)) + 2.1 * strain + noise.gauss(0, 0.4)
        aged = 161 * (1 - math.exp(-strain / 0.34)) + 1.2 * strain + noise.gauss(0, 0.4)
        rows.append((f"{strain:.3f}", round(delivered, 2), round(aged, 2) if strain <= 2.1 else ""))
    return csv(("strain [%]", "as delivered [MPa]", "aged [MPa]"), rows)


SERIES: dict[str, Callable[[Days], bytes]] = {
    made.__name__: made
    for made in (furnace, chamber, diffraction, cycling_k214, cycling_k215, discharge, impedance_fresh, impedance_aged, creep, tensile)
}  # fmt: skip
