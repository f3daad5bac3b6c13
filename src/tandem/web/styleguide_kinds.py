# ruff: noqa: E501 - tables of texts, one row a line
"""Invented data for the styleguide's first page: every kind of question and every state of every component."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Page, Paginator

from tandem.web.shapes import Answer, Asked, Cell, Choice, Conflict, Counter, Row
from tandem.web.styleguide_samples import (
    ABROAD,
    ANCHORS,
    ASKED,
    CALL,
    HOME,
    SECTION,
    SHORT,
    STEPS,
    VERDICT_PAGE,
    VERDICTS,
    n,
    t,
)

KINDS = [
    Asked("name", "short_text", t("Name of the project", "Nombre del proyecto"), [Answer("name", t("Waste: from collection to trust", "Residuos: de la recolección a la confianza"), counter=Counter(31, 72, "characters"), saved=t("Saved 14:03", "Guardado 14:03"))], required=True, hint=t("At most 72 characters; it is shown in public.", "72 caracteres como máximo; se muestra en público.")),
    Asked("place", "short_text", t("Place", "Lugar"), [Answer("place", errors=[t("Write where the work will be done", "Escriba dónde se hará el trabajo")])], required=True),
    ASKED["context"],
    Asked("lead", "choice", t("Who sets the priorities?", "¿Quién fija las prioridades?"), [Answer("lead", choices=[Choice("abroad", ABROAD, t("As the programme asks", "Como pide el programa"), chosen=True), Choice("home", HOME), Choice("both", t("Both, in turn", "Ambos, por turnos"))])], required=True),
    ASKED["themes"],
    Asked("people", "number", t("How many people live there?", "¿Cuántas personas viven allí?"), [Answer("people", n(48210))], hint=t("0 is an answer; leave it empty when you do not know.", "0 es una respuesta; déjelo vacío si no lo sabe.")),
    Asked("share", "money", t("What do you pay yourselves?", "¿Cuánto aportan ustedes?"), [Answer("share", n(240000), errors=[t("Your share is 8%; the call asks for at least 10%. Add NOK 60,000 or ask for less.", "Su aportación es del 8 %; se pide al menos el 10 %. Añada 60.000 NOK o solicite menos.")])], currency="NOK", required=True),
    Asked("start", "date", t("When do you start?", "¿Cuándo empiezan?"), [Answer("start", "2027-03-01")], required=True),
    Asked("lasts", "period", t("From when to when?", "¿De cuándo a cuándo?"), [Answer("lasts", cells=[
        Cell("lasts..from", t("First day", "Primer día"), "date", "2027-03-01", required=True),
        Cell("lasts..to", t("Last day", "Último día"), "date", "2027-02-28", error=t("It ends on 28 February 2027, before it starts on 1 March 2027.", "Termina el 28 de febrero de 2027, antes de empezar el 1 de marzo de 2027."), required=True),
    ])], required=True),
    Asked("reach", "number", t("How many households sort?", "¿Cuántos hogares separan?"), [Answer("reach", "1.234", errors=[t("This can mean 1,234 or 1.234.", "Puede significar 1234 o 1,234.")], ask=[Choice("1234", "1 234"), Choice("1.234", "1,234")])]),
    Asked("steps", "table", t("What will you do?", "¿Qué harán?"), [Answer("steps", rows=[Row("s1", t("Compost at the market", "Compost en el mercado"), [
        Cell("steps.s1.what", t("What", "Qué"), value=t("Compost at the market", "Compost en el mercado"), required=True, width="two"),
        Cell("steps.s1.cost", t("Cost", "Coste"), "money", n(12500), unit="NOK"),
        Cell("steps.s1.when/from", t("When: first day", "Cuándo: primer día"), "date", "2027-03-01"),
        Cell("steps.s1.when/to", t("When: last day", "Cuándo: último día"), "date", "2027-05-31"),
    ])])]),
    Asked("chain", "results", t("What changes?", "¿Qué cambia?"), [Answer("chain", rows=[Row("r1", t("More is sorted at home", "Se separa más en casa"), [
        Cell("chain.r1.level", t("Level", "Nivel"), "choice", choices=[Choice("outcome", t("Outcome", "Efecto"), chosen=True), Choice("impact", t("Impact", "Impacto"))], required=True),
        Cell("chain.r1.text", t("What is reached", "Qué se logra"), "textarea", t("More is sorted at home", "Se separa más en casa"), required=True, width="all"),
        Cell("chain.r1.leads_to", t("Leads to", "Conduce a"), "choice", choices=[Choice("r2", t("A clean river", "Un río limpio"), chosen=True)], width="two"),
    ])])]),
    ASKED["decision"],
    Asked("partner", "organisation", t("Your partner", "Su socio"), [Answer("partner", cells=[
        Cell("partner/name", t("Name", "Nombre"), value=ABROAD, required=True, width="two"),
        Cell("partner/country", t("Country", "País"), "choice", choices=[Choice("GT", "Guatemala", chosen=True), Choice("XK", "Kosovo")], required=True),
        Cell("partner/kind", t("Kind", "Tipo"), "choice", choices=[Choice("m", t("Municipality", "Municipio"), chosen=True), Choice("r", t("Region", "Región"))], required=True),
    ])], required=True),
    Asked("core", "declaration", t("Is it your own task by law?", "¿Es una tarea propia por ley?"), [
        Answer("core/home", party=HOME, cells=[
            Cell("core/home/basis", t("Law or regulation", "Ley o reglamento"), value=t("Waste Act, section 29", "Ley de residuos, artículo 29"), required=True),
            Cell("core/home/own", t("The council can change how it is done", "El concejo puede cambiar cómo se hace"), "yes_no", choices=[Choice("true", t("Yes", "Sí"), chosen=True), Choice("false", t("No", "No"))], required=True),
        ]),
        Answer("core/abroad", party=ABROAD, cells=[
            Cell("core/abroad/basis", t("Law or regulation", "Ley o reglamento"), error=t("Name the law that gives you the task", "Indique la ley que le asigna la tarea"), required=True),
            Cell("core/abroad/own", t("The council can change how it is done", "El concejo puede cambiar cómo se hace"), "yes_no", choices=[Choice("true", t("Yes", "Sí")), Choice("false", t("No", "No"))], required=True),
        ]),
    ], required=True),
    ASKED["team"],
    ASKED["budget"],
    Asked("empty", "people", t("Who travels?", "¿Quién viaja?"), [Answer("empty")]),
    Asked("clash", "long_text", t("What could do harm?", "¿Qué podría causar daño?"), [Answer("clash", t("Prices at the market may rise.", "Los precios del mercado pueden subir."), counter=Counter(6, 200), conflict=Conflict(t("Prices at the market may rise.", "Los precios del mercado pueden subir."), t("The sorters may lose their income.", "Quienes separan pueden perder sus ingresos."), "Bo", "14:02"))]),
    Asked("locked", "long_text", t("Sent answers are only read", "Las respuestas enviadas solo se leen"), [Answer("locked", t("We publish the minutes on the wall of the market hall.", "Publicamos las actas en la pared del mercado."), editable=False)], required=True),
]


def _steps(full: list[list[bool]], names: list[Any], current: int) -> list[dict[str, Any]]:
    return [{"label": name, "done": done, "current": i == current} for i, (name, done) in enumerate(zip(names, full, strict=True))]


LIFE = [t("Application", "Solicitud"), t("Agreement", "Acuerdo"), t("Year 1", "Año 1"), t("Closure", "Cierre")]
MANY = ["Elvedal", "Makamba", "Nordskog", "Brezovo", "Świętochłowiczki", "Gurëz"]


def page() -> Page[int]:
    """The second of 167 pages."""
    return Paginator(range(9_987), 60).page(2)


LONG = {
    "pl": ["Międzyinstytucjonalne przedsięwzięcia infrastrukturalne", "Konstantynopolitańczykowianeczka z Szczebrzeszyna", "Przekaż do zatwierdzenia współprzewodniczącym", "Zakwestionowano", "Najnieprawdopodobniejsze przedsięwzięcie", "Dofinansowanie"],
    "es": ["Responsabilidades interinstitucionales de descentralización", "Desproporcionadamente internacionalizadas, las contrarreformas electroencefalografistas", "Enviar a la subsecretaría interdepartamental", "Extraordinariamente"],
    "nb": ["Menneskerettighetsorganisasjonens fylkestrafikksikkerhetsutvalgssekretariat"],
    "verdicts": [{"passed": False, "severity": "must", "mend": {"pl": "Uzupełnij najważniejsze przedsięwzięcia"}, "refusal": {"pl": "Wskazano 0 z 1 współprzewodniczących."}, "source": {"cites": "house advice"}}],
}

EVERYTHING: dict[str, Any] = {
    "steps": STEPS, "verdicts": VERDICTS, "parties": SHORT, "kinds": KINDS, "tasks": VERDICT_PAGE["tasks"][2:5],
    "errors": SECTION["errors"], "closes": CALL["closes"], "closes_label": CALL["closes_label"], "support": CALL["facts"][1],
    "three": {"parties": [*SHORT, "Świętochłowiczki"], "steps": _steps([[True] * 3, [True, False, True], [False] * 3, [False] * 3], LIFE, 1)},
    "many": {"parties": MANY, "steps": _steps([[True] * 6, [True] * 6, [True, True, False, True, False, True], [False] * 6], LIFE, 2)},
    "scores": [82, 86, 88, 94], "apart": [22, 79, 88, 92], "scale": [0, 1, 2, 3, 4, 5], "anchors": ANCHORS,
    "score_error": t("Give a score or abstain", "Puntúe o absténgase"), "progress": t("2 of 5 criteria", "2 de 5 criterios"),
    "notice": [
        t("Your application is here", "Su solicitud ha llegado"),
        t("Reference 2026-014. You can read it at any time.", "Referencia 2026-014. Puede leerla cuando quiera."),
        t("The call opens on 1 June. Until then everything can be read.", "La convocatoria se abre el 1 de junio. Hasta entonces puede leerse todo."),
        t("Three hours are left. San Mateo has not signed yet.", "Quedan tres horas. San Mateo aún no ha firmado."),
        t("The call closed at 23:59 in Oslo. Your text is safe; it was not sent.", "La convocatoria cerró a las 23:59 en Oslo. Su texto está a salvo; no se envió."),
    ],
    "empty": [t("No applications yet", "Aún no hay solicitudes"), t("The call opens on 1 June. Four municipalities have read it 31 times.", "La convocatoria se abre el 1 de junio. Cuatro municipios la han leído 31 veces."), t("Read it as they do", "Leerla como ellos")],
    "dense": {
        "heads": [t("Grant", "Ayuda"), t("Place", "Lugar"), t("State", "Estado"), t("Budget, NOK", "Presupuesto, NOK"), t("Accounts, NOK", "Cuentas, NOK"), t("Left, NOK", "Quedan, NOK")],
        "rows": [
            ["2025-003", "Elvedal – Makamba", t("running", "en curso"), n(1050000), n(612400), n(437600)],
            ["2025-007", "Nordskog – Brezovo", t("not reported yet", "sin informar"), n(990000), t("not reported", "sin informar"), n(990000)],
            ["2025-011", "Lyngmo – Świętochłowiczki", t("closed", "cerrada"), n(910000), n(910000), "0"],
        ],
    },
    "page": page(),
    "status": [
        {"title": t("Sent", "Enviada"), "when": t("30 September 2026, 14:03", "30 de septiembre de 2026, 14:03"), "done": True},
        {"title": t("Assessed by four people", "Evaluada por cuatro personas"), "when": t("since 3 October; usually three weeks", "desde el 3 de octubre; suelen ser tres semanas"), "current": True},
        {"title": t("Decided", "Decidida"), "when": t("by 15 February 2027", "antes del 15 de febrero de 2027")},
    ],
    "crumbs": [{"label": t("Call 2026", "Convocatoria 2026"), "url": "#reading"}, {"label": t("Applications", "Solicitudes"), "url": "#reading"}, {"label": "2026-014"}],
    "conflict": {"mine": t("Three committees decide what is collected, and when.", "Tres comités deciden qué se recolecta y cuándo."), "theirs": t("Three committees decide; the mayor’s office confirms.", "Tres comités deciden; la alcaldía confirma.")},
    "check": [[t("Name of the project", "Nombre del proyecto"), t("Waste: from collection to trust", "Residuos: de la recolección a la confianza")], [t("People living there", "Habitantes"), n(48210)], [t("Paid by yourselves", "Aportación propia"), t("not answered", "sin respuesta")]],
    "trace": [t("74 decisions: where it comes from", "74 decisiones: de dónde sale"), t("Minutes register 2026, rows 3–98:", "Registro de actas 2026, filas 3–98:")],
    "receipt": [
        {"label": t("Received", "Recibida"), "value": t("30 September 2026, 14:03:22", "30 de septiembre de 2026, 14:03:22"), "small": "Oslo · 12:03:22 UTC · 06:03:22 Guatemala"},
        {"label": t("Signed by", "Firmada por"), "value": "Bo Nygård, Dee Ixchel Pérez"},
    ],
    "long": LONG,
    "sent_at": datetime(2026, 9, 30, 12, 3, 22, tzinfo=UTC),
}
