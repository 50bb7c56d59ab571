"""Prints the golden values of tests/analysis, computed apart from the program in exact or 50-digit arithmetic.

Run: python3 tests/tools/golden-statistics.py
"""

from decimal import Decimal as D, getcontext
from fractions import Fraction as F
from math import comb, erfc

getcontext().prec = 50
Z = D("1.959963984540054235524594430520551527955550620786")


def dec(x):
    return D(x.numerator) / D(x.denominator) if isinstance(x, F) else D(x)


def g2(s, a, b, u):
    cells = [(s, F(a * b, u)), (a - s, F(a * (u - b), u)), (b - s, F((u - a) * b, u)), (u - a - b + s, F((u - a) * (u - b), u))]
    total = 2 * sum(D(o) * (D(o) / dec(e)).ln() for o, e in cells if o)
    return -total if s * u < a * b else total


def wilson(x, n):
    p, n = D(x) / n, D(n)
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    width = Z / (1 + Z * Z / n) * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
    return centre - width, centre + width


def newcombe(x1, n1, x2, n2):
    p1, p2 = D(x1) / n1, D(x2) / n2
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    return p1 - p2 - ((p1 - l1) ** 2 + (u2 - p2) ** 2).sqrt(), p1 - p2 + ((u1 - p1) ** 2 + (p2 - l2) ** 2).sqrt()


def at_most(x, n, p):
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(0, min(x, n) + 1))


def overlap_interval(x, p, most):
    tail = F(25, 1000)
    low = next((s for s in range(x, most + 1) if x == 0 or 1 - at_most(x - 1, s, p) > tail), most)
    high = next((s for s in range(x, most + 1) if at_most(x, s, p) <= tail), most + 1) - 1
    return low, high


def odds(s, a, b, u):
    cells = [D(s) + D("0.5"), D(a - s) + D("0.5"), D(b - s) + D("0.5"), D(u - a - b + s) + D("0.5")]
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    deviation = sum(1 / c for c in cells).sqrt()
    return ratio, ratio * (-Z * deviation).exp(), ratio * (Z * deviation).exp()


def lift(s, a, b, u):
    value = D(s) * u / (D(a) * b)
    deviation = (1 / D(s) - 1 / D(a) + 1 / D(b) - 1 / D(u)).sqrt()
    return value, value * (-Z * deviation).exp(), value * (Z * deviation).exp()


def chapman(n1, n2, m):
    value = F((n1 + 1) * (n2 + 1), m + 1) - 1
    variance = F((n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m), (m + 1) ** 2 * (m + 2))
    half = Z * dec(variance).sqrt()
    return dec(value), max(D(n1 + n2 - m), dec(value) - half), dec(value) + half


def q_values(ps):
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    q, least = [None] * len(ps), F(1)
    for k in range(len(ps), 0, -1):
        least = min(least, F(ps[order[k - 1]]) * len(ps) / k)
        q[order[k - 1]] = least
    return [float(x) for x in q]


def show(name, values):
    print(name, " ".join(f"{dec(v):.15g}" if not isinstance(v, (int, float)) else f"{v:.15g}" for v in values))


print("# similarity: shared a b universe -> jaccard, overlap coefficient, cosine, signed G2, p")
for s, a, b, u in [(1500, 20000, 8000, 100000), (30, 200, 300, 5000), (0, 50, 70, 1000), (5, 5, 5, 5000), (12, 100, 100, 1000), (3, 400, 500, 10000)]:
    g = g2(s, a, b, u)
    show(f"{s} {a} {b} {u}:", [D(s) / (a + b - s), D(s) / min(a, b), D(s) / (D(a) * b).sqrt(), g, erfc(float((abs(g) / 2).sqrt()))])
print("# lift with interval")
for case in [(1500, 20000, 8000, 100000), (30, 200, 300, 5000), (5, 5, 5, 5000)]:
    show(f"{case}:", lift(*case))
print("# odds ratio with interval")
for case in [(30, 200, 300, 5000), (0, 50, 70, 1000), (5, 5, 5, 5000)]:
    show(f"{case}:", odds(*case))
print("# q values")
show("", q_values([F(1, 1000), F(8, 1000), F(39, 1000), F(41, 1000), F(42, 1000), F(60, 1000), F(74, 1000), F(205, 1000), F(212, 1000), F(216, 1000), F(222, 1000)]))
print("# Wilson")
for case in [(37, 200), (0, 50), (50, 50), (1, 3), (500000, 1000000)]:
    show(f"{case}:", wilson(*case))
print("# Newcombe")
for case in [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20)]:
    show(f"{case}:", newcombe(*case))
print("# binomial, at most")
for x, n, p in [(3, 10, F(1, 4)), (0, 1500, F(1, 400)), (60, 1500, F(1, 25)), (300, 1500, F(1, 5)), (1499, 1500, F(9, 10))]:
    show(f"{x} {n} {p}:", [at_most(x, n, p)])
print("# overlap interval: x, p, most")
for x, p, most in [(60, F(1, 25), 8000), (15, F(1, 100), 8000), (4, F(1, 400), 8000), (0, F(1, 25), 8000), (375, F(1, 4), 8000), (5, F(1, 100), 600)]:
    show(f"{x} {p} {most}:", overlap_interval(x, p, most))
print("# Chapman")
for case in [(200, 300, 30), (50, 60, 50), (100, 100, 0)]:
    show(f"{case}:", chapman(*case))
