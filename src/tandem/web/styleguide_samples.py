# ruff: noqa: E501 - tables of texts, one row a line
"""Invented data for the styleguide, in English and Spanish. No place, person or programme here exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tandem.web.shapes import Answer, Asked, Cell, Choice, Counter, FileRow, Row

LANGUAGES = {"en", "es"}
ORGANISER = {"name": "Sundforbundet", "slug": "styleguide"}
HOME, ABROAD = "Fjordvik kommune", "Municipalidad de San Mateo"
SHORT = ["Fjordvik", "San Mateo"]
CLOSES = datetime(2026, 10, 1, 21, 59, tzinfo=UTC)


def t(en: str, es: str) -> Any:
    """One text in both languages. (Any: `resolve` turns it into a string before a shape is shown.)"""
    return {"en": en, "es": es}


def n(number: int) -> Any:
    """A whole number as both languages write it."""
    return t(f"{number:,}", f"{number:,}".replace(",", "."))


def resolve(data: Any, language: str) -> Any:
    """The same data with every {language: text} replaced by the text in `language`."""
    if isinstance(data, Mapping):
        if data and set(data) <= LANGUAGES:
            return data.get(language) or next(iter(data.values()))
        return {key: resolve(value, language) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [resolve(value, language) for value in data]
    if is_dataclass(data) and not isinstance(data, type):
        return replace(data, **{f.name: resolve(getattr(data, f.name), language) for f in fields(data)})
    return data


def of(page: str, language: str) -> Any:
    """The data of one reference page in `language`."""
    return resolve(PAGES[page], language)


TITLES: dict[str, Any] = {
    "call": t("Call", "Convocatoria"),
    "section": t("Form section", "Parte del formulario"),
    "verdicts": t("Verdicts", "Requisitos"),
    "assessment": t("Assessment", "Evaluación"),
    "ranking": t("Ranking", "Clasificación"),
    "report": t("Donor report", "Informe al donante"),
    "document": t("Document", "Documento"),
}

STEPS = [
    {"label": t("Shared task", "Tarea común"), "url": "#", "done": [True, True]},
    {"label": t("Learning", "Aprendizaje"), "url": "#", "done": [True, True]},
    {"label": t("Results", "Resultados"), "url": "#", "done": [True, False]},
    {"label": t("Team", "Equipo"), "url": "#", "done": [False, True], "current": True},
    {"label": t("Risks", "Riesgos"), "url": "#", "done": [False, False]},
    {"label": t("Budget", "Presupuesto"), "url": "#", "done": [False, False]},
    {"label": t("Sign and send", "Firmar y enviar"), "url": "#", "done": [False, False]},
]

VERDICTS = [
    {
        "passed": False, "severity": "must", "url": "#q-themes", "source": {"cites": t("Programme text, section 2", "Texto del programa, apartado 2")},
        "mend": t("Take one theme away, or name it as an effect", "Quite un tema o indíquelo como efecto"),
        "refusal": t("3 themes are chosen; the programme allows 2.", "Hay 3 temas elegidos; el programa permite 2."),
    },
    {
        "passed": False, "severity": "must", "url": "#q-team", "source": {"cites": "house advice"},
        "mend": t("Name one coordinator for Fjordvik kommune", "Nombre a una persona coordinadora de Fjordvik kommune"),
        "refusal": t("0 of 1 coordinator among 3 people.", "0 de 1 coordinación entre 3 personas."),
    },
    {
        "passed": False, "severity": "should", "url": "#q-decision", "source": {"cites": t("Introduction, second paragraph", "Introducción, segundo párrafo")},
        "mend": t("Add the council’s decision when you have it", "Añada el acuerdo del concejo cuando lo tenga"),
        "refusal": t("0 of 2 decisions are here. They may come until the appraisal.", "Constan 0 de 2 acuerdos. Pueden llegar hasta la evaluación."),
    },
    {"passed": True, "severity": "must", "title": t("Both municipalities do this task by law", "Ambos municipios ejercen esta tarea por ley"), "source": {"cites": t("Section 3", "Apartado 3")}},
    {"passed": True, "severity": "must", "title": t("The partner abroad leads the planning", "El socio del exterior dirige la planificación"), "source": {"cites": t("Section 3", "Apartado 3")}},
    {"passed": True, "severity": "must", "title": t("The partner’s country takes part", "El país del socio participa"), "source": {"cites": t("Section 1", "Apartado 1")}},
    {"passed": True, "severity": "must", "title": t("Both have a code of ethics", "Ambos tienen un código ético"), "source": {"cites": t("Section 7", "Apartado 7")}},
]

CALL = {
    "over": t("Shared Shores · support for projects", "Orillas Compartidas · apoyo a proyectos"),
    "title": t("Two municipalities, three years, one shared task", "Dos municipios, tres años, una tarea común"),
    "lead": t(
        "For a Norwegian municipality and a partner abroad who want to get better at something both must do by law.",
        "Para un municipio noruego y un socio del exterior que quieren mejorar en algo que ambos deben hacer por ley.",
    ),
    "start": t("Start an application", "Empezar una solicitud"),
    "check": t("Check first if you can apply", "Comprobar antes si puede participar"),
    "asked": t("What you will be asked", "Qué se le preguntará"),
    "asked_text": t(
        "24 questions in six parts, about four hours of work for each partner. You can read them all now, without an account.",
        "24 preguntas en seis partes, unas cuatro horas de trabajo para cada socio. Puede leerlas todas ahora, sin cuenta.",
    ),
    "heads": [t("Part", "Parte"), t("Who answers", "Quién responde"), t("Questions", "Preguntas")],
    "parts": [
        [t("The task you share", "La tarea que comparten"), t("each partner", "cada socio"), 5],
        [t("What each of you will learn", "Lo que aprenderá cada uno"), t("each partner", "cada socio"), 4],
        [t("Results and how they are measured", "Resultados y cómo se miden"), t("together; the partner abroad leads", "juntos; dirige el socio del exterior"), 6],
        [t("Risks", "Riesgos"), t("together", "juntos"), 2],
        [t("People", "Personas"), t("each partner", "cada socio"), 3],
        [t("Budget", "Presupuesto"), t("together", "juntos"), 4],
    ],
    "links": [t("Read the whole form", "Leer el formulario completo"), "Word", "PDF"],
    "judged": t("How it is judged", "Cómo se valora"),
    "criteria_heads": [t("Criterion", "Criterio"), t("Weight", "Peso")],
    "criteria": [
        [t("Both sides gain, and say what", "Ambas partes ganan y dicen qué"), 25],
        [t("Results that can be measured from a baseline", "Resultados medibles desde una línea de base"), 25],
        [t("The partner abroad sets the priorities", "El socio del exterior fija las prioridades"), 20],
        [t("Both councils stand behind it", "Ambos concejos lo respaldan"), 15],
        [t("It lasts when the support ends", "Perdura cuando termina el apoyo"), 15],
    ],
    "open": t("Open", "Abierta"),
    "closes": CLOSES,
    "facts": [
        {"label": t("Left", "Quedan"), "value": t("12 days 4 hours", "12 días y 4 horas")},
        {"label": t("Support", "Apoyo"), "value": t("up to NOK 1,200,000 a year", "hasta 1.200.000 NOK al año")},
        {"label": t("Own share", "Aportación"), "value": t("at least 10%", "al menos el 10 %")},
        {"label": t("Decision", "Decisión"), "value": t("by 15 February 2027", "antes del 15 de febrero de 2027")},
        {"label": t("Start", "Inicio"), "value": t("1 March 2027", "1 de marzo de 2027")},
    ],
    "closes_label": t("Closes", "Cierra"),
    "calendar": t("Put the dates in my calendar", "Añadir las fechas a mi calendario"),
    "others": t("Questions others asked", "Preguntas de otros"),
    "questions": [
        t("Can a region apply?", "¿Puede participar una región?"),
        t("May the council decide after 1 October?", "¿Puede decidir el concejo después del 1 de octubre?"),
        t("Ask your own", "Haga la suya"),
    ],
    "have": t("Papers to have at hand", "Documentos que conviene tener a mano"),
    "papers": [
        t("The law or regulation that gives you the task", "La ley o el reglamento que le asigna la tarea"),
        t("Your council’s decision, if it has been made", "El acuerdo del concejo, si ya existe"),
        t("Your code of ethics", "Su código ético"),
    ],
}

THEMES = [
    Choice("water", t("Clean water and sorted waste", "Agua limpia y residuos separados"), chosen=True),
    Choice("budget", t("Budgets that residents can follow", "Presupuestos que los vecinos pueden seguir"), chosen=True),
    Choice("care", t("Care for old people at home", "Atención domiciliaria a personas mayores"), chosen=True),
    Choice("fire", t("Fire safety in old towns", "Seguridad contra incendios en cascos antiguos"), t("Only with a fire service of one’s own", "Solo con servicio de bomberos propio")),
]
ROLES = [Choice("lead", t("Coordinator", "Coordinación"), chosen=True), Choice("expert", t("Specialist", "Especialista")), Choice("political", t("Elected", "Cargo electo"))]
CONTEXT_TEXT = t(
    "In San Mateo the collection hangs on three neighbourhood committees that stand in no chart. Whoever does not speak with them first …",
    "En San Mateo la recolección depende de tres comités de barrio que no figuran en ningún organigrama. Quien no habla primero con ellos…",
)


def person(row: str, name: str, mail: str, party: str, profession: Any) -> Row:
    """One named participant as a row of the people question."""
    parties = [Choice("home", HOME, chosen=party == "home"), Choice("abroad", ABROAD, chosen=party == "abroad")]
    return Row(row, name, [
        Cell(f"team/{row}/name", t("Name", "Nombre"), value=name, required=True),
        Cell(f"team/{row}/email", t("Mail", "Correo"), "email", mail, required=True),
        Cell(f"team/{row}/party", t("Party", "Parte"), "choice", choices=parties, required=True),
        Cell(f"team/{row}/profession", t("Profession", "Profesión"), value=profession, required=True),
        Cell(f"team/{row}/role", t("Role", "Función"), "choice", choices=ROLES),
    ])


def entry(row: str, title: Any, currency: str, years: list[Any], total: Any, rate: bool = False) -> Row:
    """One entry of the budget, with a rate when its currency is not the grant's."""
    lines = [Choice("visits", t("Visits", "Visitas"), chosen=True), Choice("work", t("Joint work", "Trabajo conjunto")), Choice("audit", t("Audit", "Auditoría"))]
    currencies = [Choice("NOK", "NOK", chosen=currency == "NOK"), Choice("GTQ", "GTQ", chosen=currency == "GTQ")]
    rates = [
        Cell(f"budget/{row}/rate", t("1 GTQ costs, in NOK", "1 GTQ cuesta, en NOK"), "number", t("1.3850", "1,3850"), required=True),
        Cell(f"budget/{row}/rate_source", t("Where the rate comes from", "Origen del tipo de cambio"), value="Bank of the Isles", required=True),
        Cell(f"budget/{row}/rate_on", t("Day of the rate", "Día del tipo de cambio"), "date", "2026-09-12", required=True),
    ]
    return Row(row, title, [
        Cell(f"budget/{row}/line", t("Budget line", "Partida"), "choice", choices=lines, required=True),
        Cell(f"budget/{row}/party", t("Who spends it", "Quién lo gasta"), "choice", choices=[Choice("home", HOME), Choice("abroad", ABROAD, chosen=True)], required=True),
        Cell(f"budget/{row}/currency", t("Currency", "Moneda"), "choice", choices=currencies, required=True),
        Cell(f"budget/{row}/text", t("What for", "Para qué"), value=title, width="all", required=True),
    ], years=[Cell(f"budget/{row}/year-{n}", t(f"Year {n}", f"Año {n}"), "money", value) for n, value in enumerate(years, 1)],
        rate=rates if rate else (), total=total)


ASKED = {
    "themes": Asked(
        "themes", "many", t("Which themes does the project work on?", "¿Qué temas trabaja el proyecto?"), required=True,
        hint=t("One or two.", "Uno o dos."),
        answers=[Answer("themes", path="themes", choices=THEMES, saved=t("Saved 14:01", "Guardado 14:01"), errors=[t("Three are chosen; at most two count. Take one away.", "Hay tres elegidos; cuentan dos como máximo. Quite uno.")])],
    ),
    "context": Asked(
        "context", "long_text", t("What does your municipality know that the partner needs to learn?", "¿Qué sabe su municipio que el socio necesita aprender?"), required=True,
        hint=t("What you know of your place counts as much as technique.", "Su conocimiento local vale tanto como la técnica."),
        why=t("A project fails more often on what nobody said than on what nobody could do.", "Un proyecto fracasa más por lo que nadie dijo que por lo que nadie supo hacer."),
        answers=[
            Answer("context/home", t("The harbour council meets on Thursdays, and nothing about the quay is decided before.", "El consejo del puerto se reúne los jueves y nada sobre el muelle se decide antes."), party=HOME, counter=Counter(15, 300), saved=t("Saved 13:40", "Guardado 13:40")),
            Answer("context/abroad", CONTEXT_TEXT, party=ABROAD, counter=Counter(312, 300), saved=t("Saved 14:03", "Guardado 14:03"), presence="Bo", errors=[t("12 words too many: 312 of 300. All of it is kept; shorten it when you like.", "Sobran 12 palabras: 312 de 300. Se guarda todo; recorte cuando quiera.")]),
        ],
    ),
    "team": Asked(
        "team", "people", t("Who takes part?", "¿Quiénes participan?"), required=True,
        hint=t("Costs are covered for approved people only.", "Solo se cubren los gastos de las personas aprobadas."),
        answers=[Answer("team", path="team", rows=[person("1", "Bo Nygård", "bo@fjordvik.example", "home", t("Engineer for water and sewage", "Ingeniero de aguas y saneamiento")), person("2", "Dee Ixchel Pérez", "dee@sanmateo.example", "abroad", t("Head of public cleaning", "Jefa de limpieza pública"))])],
    ),
    "budget": Asked(
        "budget", "budget", t("What does it cost, year by year?", "¿Cuánto cuesta, año por año?"), required=True, currency="NOK",
        hint=t("In kroner or in quetzales; the rate is kept with its source.", "En coronas o en quetzales; el tipo de cambio se guarda con su fuente."),
        years=[t("Year 1", "Año 1"), t("Year 2", "Año 2"), t("Year 3", "Año 3")],
        totals=[
            {"label": t("Visits", "Visitas"), "years": [n(571313), n(290000), n(310000)], "total": n(1171313)},
            {"label": t("Joint work", "Trabajo conjunto"), "years": [n(420000), n(610000), n(560000)], "total": n(1590000)},
            {"label": t("Asked for", "Se solicita"), "years": [n(991313), n(900000), n(870000)], "total": n(2761313), "sum": True},
        ],
        answers=[Answer("budget", rows=[entry("a", t("Flights and lodging for the first visit", "Vuelos y alojamiento de la primera visita"), "GTQ", [n(412500), "0", ""], t("NOK 571,312.50", "571.312,50 NOK"), rate=True)])],
    ),
    "decision": Asked(
        "decision", "file", t("Has the council decided?", "¿Ha decidido el concejo?"), file_rule=t("PDF or Word, at most 10 MB each", "PDF o Word, 10 MB como máximo cada uno"), accept=".pdf,.docx",
        answers=[
            Answer("decision/home", party=HOME, files=[FileRow("f1", "Vedtak i kommunestyret 2026-06-18.pdf", 431_000, "#", note=t("added by Bo", "añadido por Bo"))]),
            Answer("decision/abroad", party=ABROAD),
        ],
    ),
}

SECTION = {
    "over": f"{HOME} · {ABROAD}",
    "title": t("Waste: from collection to trust", "Residuos: de la recolección a la confianza"),
    "parties": SHORT, "steps": STEPS,
    "heading": t("The team", "El equipo"),
    "intro": t("Each partner names those who take part. The partner abroad leads; both may write everywhere.", "Cada socio nombra a quienes participan. Dirige el socio del exterior; ambos pueden escribir en todo."),
    "errors": [
        {"url": "#q-themes", "text": t("Themes: three are chosen; at most two count", "Temas: hay tres elegidos; cuentan dos como máximo")},
        {"url": "#f-context-abroad", "text": t("What the partner needs to learn: 12 words too many", "Lo que el socio necesita aprender: sobran 12 palabras")},
    ],
    "questions": [ASKED["themes"], ASKED["context"], ASKED["team"], ASKED["budget"], ASKED["decision"]],
    "missing": t("What is missing", "Lo que falta"), "verdicts": VERDICTS,
    "saved": t("Saved at 14:03. Nothing is lost if you close.", "Guardado a las 14:03. Nada se pierde si cierra."),
    "next": t("On to Risks", "Seguir a Riesgos"),
}

VERDICT_PAGE = {
    "over": SECTION["title"],
    "title": t("Two things stand between you and sending", "Dos cosas le separan del envío"),
    "lead": t("Saving is never held up by this list. When the two are mended, both mayors can sign.", "Esta lista nunca impide guardar. Cuando se resuelvan las dos, pueden firmar ambos alcaldes."),
    "verdicts": VERDICTS, "parties": SHORT,
    "parts": t("The seven parts", "Las siete partes"),
    "tasks": [
        {"title": t("Shared task", "Tarea común"), "url": "#", "done": [True, True], "when": t("5 of 5", "5 de 5")},
        {"title": t("Learning", "Aprendizaje"), "url": "#", "done": [True, True], "when": t("4 of 4", "4 de 4")},
        {"title": t("Results", "Resultados"), "hint": t("San Mateo has two indicators to go", "A San Mateo le faltan dos indicadores"), "url": "#", "done": [True, False], "when": t("4 of 6", "4 de 6")},
        {"title": t("Team", "Equipo"), "hint": t("One coordinator is missing", "Falta una persona coordinadora"), "url": "#", "done": [False, True], "when": t("2 of 3", "2 de 3")},
        {"title": t("Risks", "Riesgos"), "url": "#", "done": [False, False], "when": t("0 of 2", "0 de 2")},
        {"title": t("Budget", "Presupuesto"), "url": "#", "done": [False, False], "when": t("1 of 4", "1 de 4")},
        {"title": t("Sign and send", "Firmar y enviar"), "hint": t("Opens when nothing is missing", "Se abre cuando no falte nada"), "done": [False, False]},
    ],
    "mend": t("Mend the first", "Resolver la primera"),
    "closes": CLOSES, "closes_label": t("Closes", "Cierra"),
    "left": {"label": t("Left", "Quedan"), "value": t("12 days 4 hours", "12 días y 4 horas")},
    "everything": t("Check everything as it will be sent", "Revisar todo tal como se enviará"),
}

ANCHORS = [
    {"score": 0, "means": t("Only one side is said to gain", "Solo se dice que gana una parte")},
    {"score": 3, "means": t("Both gain; one of them in general words", "Ganan ambas; una de ellas en términos generales")},
    {"score": 5, "means": t("Both name what they will do differently", "Ambas dicen qué harán de otro modo")},
]
ASSESSMENT = {
    "over": t("Application 2026-014 · assessor Cy", "Solicitud 2026-014 · evalúa Cy"),
    "title": t("You have scored two of five criteria", "Ha valorado dos de cinco criterios"),
    "lead": t("Nobody sees your scores before you lock them, and you do not see the others’.", "Nadie ve sus puntuaciones antes de que las cierre, y usted no ve las de los demás."),
    "progress": t("2 of 5 criteria", "2 de 5 criterios"),
    "weight": t("weighs", "pesa"),
    "reason": t("Your reason", "Su razonamiento"), "reason_hint": t("The applicant reads it with the decision.", "Quien solicita lo lee con la decisión."),
    "criteria": [
        {
            "id": "gain", "title": t("Both sides gain, and say what", "Ambas partes ganan y dicen qué"), "weight": 25, "value": "4", "anchors": ANCHORS,
            "guidance": t("Look for a named change on each side, not for thanks.", "Busque un cambio concreto en cada parte, no agradecimientos."),
            "question": t("What will you learn?", "¿Qué aprenderán?"),
            "answers": [
                {"who": HOME, "text": t("How committees of neighbours keep a collection running without fines. We have fines and half the sorting.", "Cómo los comités vecinales mantienen la recolección sin multas. Nosotros tenemos multas y la mitad de la separación.")},
                {"who": ABROAD, "text": t("How to weigh what is collected, so that the council sees where the money goes.", "Cómo pesar lo recolectado, para que el concejo vea adónde va el dinero.")},
            ],
            "reason": t("Fjordvik’s gain is concrete and can be checked after a year; San Mateo’s follows from it.", "La ganancia de Fjordvik es concreta y comprobable en un año; la de San Mateo se deriva de ella."),
            "saved": t("Saved 10:22", "Guardado 10:22"),
        },
        {
            "id": "measure", "title": t("Results that can be measured from a baseline", "Resultados medibles desde una línea de base"), "weight": 25, "value": "", "anchors": ANCHORS,
            "guidance": t("Is there a figure for today, and does somebody count it?", "¿Hay una cifra de hoy y alguien la cuenta?"),
            "question": t("How will you see that it works?", "¿Cómo verán que funciona?"),
            "answers": [{"who": t("Together", "Juntos"), "text": t("Sorted share of household waste: 18% in the register of 2025, 55% in 2028.", "Proporción separada de residuos domésticos: 18 % en el registro de 2025, 55 % en 2028.")}],
            "reason": "", "saved": "", "error": t("A score needs a reason of at least ten words", "Una puntuación necesita un razonamiento de al menos diez palabras"),
        },
    ],
    "lock": t("Lock my scores", "Cerrar mis puntuaciones"), "saved": t("Saved at 10:22. You can change everything until you lock.", "Guardado a las 10:22. Puede cambiarlo todo hasta que cierre."),
    "scores": [0, 1, 2, 3, 4, 5],
}

FUND, RESERVE = {"kind": "good", "text": t("Fund", "Conceder")}, {"kind": "", "text": t("Reserve 1", "Reserva 1")}
RANKING = {
    "over": t("Call 2026 · proposal for decision", "Convocatoria 2026 · propuesta de decisión"),
    "title": t("Six of eight applications fit the budget", "Seis de ocho solicitudes caben en el presupuesto"),
    "lead": t("NOK 6,400,000 to give, NOK 6,210,000 proposed. Both floors are met: rural partners 41% (at least 30), new partnerships 2 (at least 1).", "6.400.000 NOK disponibles, 6.210.000 NOK propuestos. Se cumplen ambos mínimos: socios rurales 41 % (al menos 30), asociaciones nuevas 2 (al menos 1)."),
    "heads": [t("Partnership", "Asociación"), t("Place", "Lugares"), t("Score", "Puntos"), t("Spread of four assessors", "Dispersión de cuatro evaluadores"), t("Asked, NOK", "Solicitado, NOK"), t("Proposal", "Propuesta")],
    "rows": [
        {"title": t("Waste: from collection to trust", "Residuos: de la recolección a la confianza"), "place": "Fjordvik – San Mateo", "score": "87.5", "scores": [82, 86, 88, 94], "asked": 118000000, "tag": FUND},
        {"title": t("School meals from the county’s own fields", "Comedores escolares con productos de la comarca"), "place": "Elvedal – Makamba", "score": "84.0", "scores": [80, 83, 85, 88], "asked": 105000000, "tag": FUND},
        {"title": t("A library in every ward", "Una biblioteca en cada barrio"), "place": "Sørvåg – Petroșeni", "score": "82.1", "scores": [78, 81, 83, 86], "asked": 110000000, "tag": FUND},
        {"title": t("Water that is counted", "Agua que se mide"), "place": "Tindvik – Kaliro", "score": "81.4", "scores": [76, 80, 83, 87], "asked": 98000000, "tag": FUND},
        {"title": t("Home care by bicycle", "Atención domiciliaria en bicicleta"), "place": "Lyngmo – Świętochłowiczki", "score": "80.2", "scores": [77, 79, 81, 84], "asked": 91000000, "tag": FUND},
        {"title": t("Budgets that residents write", "Presupuestos que escriben los vecinos"), "place": "Nordskog – Brezovo", "score": "79.3", "scores": [58, 79, 88, 92], "wide": True, "asked": 99000000, "tag": FUND, "cut": True},
        {"title": t("Fire safety in old towns", "Seguridad contra incendios en cascos antiguos"), "place": "Havneby – Gurëz", "score": "78.8", "scores": [75, 78, 80, 82], "asked": 87000000, "tag": RESERVE},
        {"title": t("The night bus", "El autobús nocturno"), "place": "Storelv – Ždrelo", "score": "61.0", "scores": [55, 60, 62, 67], "asked": 134000000, "tag": {"kind": "bad", "text": t("Refuse", "Denegar")}},
    ],
    "talk": t("talk first", "hablar antes"),
    "cut": t("Below the green line the money is used up.", "Por debajo de la línea verde ya no queda dinero."),
    "what_if": [t("What if the budget were 7,000,000?", "¿Y si hubiera 7.000.000?"), t("What if both sides’ gain weighed 30?", "¿Y si la ganancia mutua pesara 30?"), t("Export to recompute", "Exportar para recalcular")],
    "send": t("Send to Omar for decision", "Enviar a Omar para decisión"),
}

REPORT = {
    "over": t("Report to the donor for 2026 · sent 14 May 2027", "Informe al donante de 2026 · enviado el 14 de mayo de 2027"),
    "frozen": t("frozen 9c41…e7", "congelado 9c41…e7"),
    "title": t("Nine municipalities decide in the open; four of them did not before", "Nueve municipios deciden a la vista de todos; cuatro de ellos antes no"),
    "lead": t("Outcome 1: residents can follow how their municipality spends its money.", "Efecto 1: los vecinos pueden seguir cómo gasta su municipio."),
    "said": [
        t("Seven partnerships report that minutes and budgets are public within a fortnight.", "Siete asociaciones informan de que actas y presupuestos son públicos en quince días."),
        t("of planned decisions were published in time, from", "de las decisiones previstas se publicaron a tiempo, desde"),
        t("at the baseline; the target for 2026 was", "en la línea de base; la meta para 2026 era"),
        t("Two partnerships have not reported yet and are left out, not counted as zero.", "Dos asociaciones aún no han informado y se dejan fuera; no cuentan como cero."),
    ],
    "chart": t("Share of decisions published in time: baseline 18, 2025 39, 2026 61, target 2027 70 per cent", "Decisiones publicadas a tiempo: línea de base 18, 2025 39, 2026 61, meta 2027 70 por ciento"),
    "baseline": t("baseline", "línea de base"), "target": t("target", "meta"), "same": t("The same as a table", "Lo mismo en una tabla"),
    "years": [[t("baseline", "línea de base"), 18], ["2025", 39], ["2026", 61], [t("target 2027", "meta 2027"), 70]],
    "year_heads": [t("Year", "Año"), t("In time", "A tiempo")],
    "money": t("Money", "Dinero"),
    "money_heads": [t("Budget line", "Partida"), t("Budget, NOK", "Presupuesto, NOK"), t("Accounts, NOK", "Cuentas, NOK"), t("Variance", "Desviación")],
    "lines": [
        [t("Exchange visits", "Visitas de intercambio"), 2140000, 2031442, "-5.1"],
        [t("Joint work in the partner municipality", "Trabajo conjunto en el municipio socio"), 3600000, 3742900, "4.0"],
        [t("Audit", "Auditoría"), 210000, 198500, "-5.5"],
    ],
    "sum": [t("Together", "Total"), 5950000, 5972842, "0.4"],
    "trace": t("61%: where it comes from", "61 %: de dónde sale"),
    "trace_rows": [
        t("Seven grants, 412 of 676 decisions", "Siete ayudas, 412 de 676 decisiones"),
        t("San Mateo: 74 of 96, report accepted 22 April by Ana", "San Mateo: 74 de 96, informe aceptado el 22 de abril por Ana"),
        t("Minutes register 2026.xlsx, rows 3–98, uploaded by Dee", "Registro de actas 2026.xlsx, filas 3–98, subido por Dee"),
    ],
    "not_yet": t("Not reported: Makamba, Brezovo.", "Sin informar: Makamba, Brezovo."),
    "inside": t("In this report", "En este informe"),
    "contents": [t("Outcomes", "Efectos"), t("Money", "Dinero"), t("Risks", "Riesgos"), t("What we learned", "Lo aprendido")],
}

PAGES: dict[str, Any] = {
    "call": CALL, "section": SECTION, "verdicts": VERDICT_PAGE, "assessment": ASSESSMENT, "ranking": RANKING, "report": REPORT,
}
