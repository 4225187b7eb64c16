"""What happens in somebody's life, as service-public.fr groups its sheets ("Comment faire si…"): residents look for a
procedure by what they live through, not by who handles it. In the order in which they are shown.
"""

from parvis.forms.data import LocalizedText

LIFE_EVENTS: dict[str, LocalizedText] = {
    name: LocalizedText(fr=fr, en=en)
    for name, fr, en in (
        ("naissance", "J’attends un enfant", "I am expecting a child"),
        ("ecole", "Mon enfant va à l’école", "My child goes to school"),
        ("majorite", "J’ai 16 ans, j’ai 18 ans", "I turn 16, I turn 18"),
        ("couple", "Je me marie ou je me pacse", "I marry or enter a civil partnership"),
        ("separation", "Je me sépare", "I separate"),
        ("demenagement", "Je déménage", "I move house"),
        ("logement", "J’achète, je loue, je fais des travaux", "I buy, rent or do building work"),
        ("emploi", "Je cherche un emploi, je crée mon entreprise", "I look for work, I start a business"),
        ("etranger", "Je viens de l’étranger, j’y pars, j’en reçois quelqu’un", "I come from, go or host from abroad"),
        ("papiers", "J’ai besoin de papiers, je les ai perdus", "I need papers, I have lost them"),
        ("handicap", "Je vis avec un handicap", "I live with a disability"),
        ("aidant", "J’aide un proche", "I care for somebody close"),
        ("retraite", "Je prépare ma retraite", "I prepare my retirement"),
        ("deces", "Un proche est décédé", "Somebody close has died"),
        ("association", "Je fais vivre une association", "I run an association"),
    )
}
