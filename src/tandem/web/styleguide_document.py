"""The styleguide's document: every block that a report or an agreement is made of, as a page shows it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tandem.core import pictures
from tandem.foundation.documents.blocks import (
    Clause,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    List,
    Note,
    Paragraph,
    Picture,
    Table,
)


def sample(language: str) -> Document:
    """A report in English or Spanish with figures, a clause, tables, and the pictures of a plan."""
    spanish = language.startswith("es")

    def t(en: str, es: str) -> str:
        return es if spanish else en

    share = Figure("published.2026", t("61%", "61\u00a0%"), Decimal(61), "%", "#part-1")
    spent = Figure("spent.2026", t("2,031,442", "2.031.442"), Decimal(2031442), "NOK", "#part-2")
    none = Figure("complaints.2026", "0", Decimal(0), "", "#part-1")
    heads = (
        Column(t("Line", "Partida")),
        Column(t("Budget", "Presupuesto"), "end"),
        Column(t("Accounts", "Cuentas"), "end"),
    )
    rows = (
        (t("Exchange visits", "Visitas de intercambio"), t("2,140,000", "2.140.000"), spent),
        (t("Total", "Total"), t("2,140,000", "2.140.000"), spent),
    )
    return Document(
        t("A document on a page", "Un documento en una página"),
        "es" if spanish else "en",
        (
            Paragraph(t("Residents can follow the money.", "La población puede seguir el dinero."), "lead"),
            Heading(1, t("Results", "Resultados")),
            Paragraph(
                (share, t(" of decisions were published in time.", " de las decisiones se publicaron a tiempo."))
            ),
            Note((t("Complaints: ", "Quejas: "), none), t("A zero is a zero", "Un cero es un cero"), "good"),
            _chain(spanish),
            _matrix(spanish),
            Heading(1, t("Money", "Dinero")),
            Facts(((t("Spent", "Gastado"), spent), (t("Donor", "Donante"), t("Example donor", "Donante de ejemplo")))),
            Table(heads, rows, caption=t("Budget and accounts", "Presupuesto y cuentas"), row_headers=True, total=True),
            _burn(spanish),
            Clause(
                "4.1",
                (t("The organiser pays ", "El organizador paga "), spent, "."),
                t("Instalments", "Plazos"),
                (
                    t("half when signed;", "la mitad al firmar;"),
                    t("half after the report.", "la mitad tras el informe."),
                ),
            ),
            List((t("First", "Primero"), t("Second", "Segundo")), ordered=True),
        ),
        author=t("Example association", "Asociación de ejemplo"),
        date=dt.date(2027, 5, 14),
    )


def _chain(spanish: bool) -> Picture:
    levels = [
        pictures.Level("output", "Productos" if spanish else "Outputs"),
        pictures.Level("outcome", "Efectos" if spanish else "Outcomes", centre=True),
        pictures.Level("impact", "Impacto" if spanish else "Impact"),
    ]
    impact = "La población confía en su municipio" if spanish else "Residents trust their municipality"
    outcome = "La población sigue el presupuesto" if spanish else "Residents follow the budget"
    output = "Una página mensual en lenguaje claro" if spanish else "A monthly page in plain language"
    statements = [
        pictures.Statement("i", "impact", impact),
        pictures.Statement("o", "outcome", outcome, ("i",), "1"),
        pictures.Statement("p", "output", output, ("o",), "1.1"),
        pictures.Statement("q", "output", "Audiencias abiertas" if spanish else "Open hearings", ("o",), "1.2"),
    ]
    title = "Cadena de resultados" if spanish else "Results chain"
    wide = pictures.chain(levels, statements, name="chain", title=title, width=736)
    narrow = pictures.chain(levels, statements, name="chain-narrow", title=title, width=320)
    return Picture(wide.svg, title, title, narrow=narrow.svg)


def _matrix(spanish: bool) -> Picture:
    title = "Matriz de riesgos" if spanish else "Risk matrix"
    drawn = pictures.matrix(
        [pictures.Risk("1", "Cambio" if spanish else "Change", 3, 3, (2, 1)), pictures.Risk("2", "x", 1, 2)],
        ("Baja", "Media", "Alta") if spanish else ("Unlikely", "Possible", "Likely"),
        ("Leve", "Seria", "Crítica") if spanish else ("Small", "Serious", "Critical"),
        medium_from=3,
        high_from=6,
        bands=("Bajo", "Medio", "Alto") if spanish else ("Low", "Medium", "High"),
        name="matrix",
        title=title,
        axes=("Probabilidad", "Consecuencia") if spanish else ("Probability", "Consequence"),
        before_after=("antes", "después") if spanish else ("before", "after"),
    )
    return Picture(drawn.svg, title, title)


def _burn(spanish: bool) -> Picture:
    title = "Gastado del presupuesto" if spanish else "Spent of the budget"
    none = "todavía sin informe" if spanish else "not reported yet"
    values = [
        pictures.Burn("2025", 1_000_000, 1_040_000, "1 000 000", "1 040 000", "104 %"),
        pictures.Burn("2026", 1_140_000, 991_442, "1 140 000", "991 442", "87 %"),
        pictures.Burn("2027", 900_000, None, "900 000", none),
    ]
    return Picture(pictures.burn(values, name="burn", title=title, of="/").svg, title, title)
