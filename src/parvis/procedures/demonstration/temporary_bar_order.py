"""What the order and the refusal of a temporary bar say. In French: acts of the mayor. `{…}`: answers and facts."""

from typing import Any

APPEAL = [
    "La présente décision peut être contestée dans un délai de deux mois à compter de sa notification : par un recours "
    "gracieux devant le maire, ou par un recours devant {court}, y compris au moyen de l’application Télérecours "
    "citoyens (www.telerecours.fr).",
    "Un recours gracieux formé dans ce délai le proroge : l’association dispose alors de deux mois, à compter de la "
    "réponse ou du rejet implicite né du silence gardé pendant deux mois, pour saisir le tribunal (code de justice "
    "administrative, articles R. 421-1 et R. 421-2).",
]
DELEGATION = "Pour le maire et par délégation,"

#: Reasons in law that an agent chooses from; the reasons in fact are written for each case (CRPA L211-5).
GROUNDS: list[dict[str, Any]] = [
    {
        "id": "public_order",
        "label": {"fr": "Ordre et tranquillité publics", "en": "Public order and quiet"},
        "law": "Il appartient au maire d’assurer le bon ordre, la sûreté, la sécurité et la salubrité publiques (code "
        "général des collectivités territoriales, article L. 2212-2).",
    },
    {
        "id": "limit",
        "label": {"fr": "Nombre annuel d’autorisations atteint", "en": "Yearly number of licences reached"},
        "law": "Le nombre d’autorisations accordées chaque année à une même association est limité (code de la santé "
        "publique, articles L. 3334-2 et L. 3335-4).",
    },
    {
        "id": "protected_zone",
        "label": {"fr": "Zone protégée", "en": "Protected zone"},
        "law": "Des zones sont protégées autour de certains établissements (code de la santé publique, article "
        "L. 3335-1).",
    },
    {
        "id": "sports_ground",
        "label": {"fr": "Conditions de la dérogation non réunies", "en": "Conditions of the derogation not met"},
        "law": "La vente et la distribution de boissons alcooliques sont interdites dans les établissements "
        "d’activités physiques et sportives, sauf dérogation temporaire dans les cas prévus par la loi (code de la "
        "santé publique, articles L. 3335-4 et D. 3335-16 à D. 3335-18).",
    },
    {
        "id": "not_the_organiser",
        "label": {"fr": "L’association n’organise pas la manifestation", "en": "The association is not the organiser"},
        "law": "L’autorisation est donnée à l’association pour la durée des manifestations publiques qu’elle organise "
        "(code de la santé publique, article L. 3334-2).",
    },
    {
        "id": "too_late",
        "label": {"fr": "Demande trop tardive", "en": "Asked too late"},
        "law": "La demande doit être adressée au maire en temps utile avant la manifestation (code de la santé "
        "publique, articles L. 3334-2 et D. 3335-16 à D. 3335-18).",
    },
]

DECISIONS: dict[str, Any] = {
    "accepted": {
        "series": "ARR",
        "form": "ARRÊTÉ DU MAIRE",
        "object": "Autorisation d’ouverture d’un débit de boissons temporaire : {event_name}",
        "authority": "Le maire {organisation.of_name},",
        "delegation": DELEGATION,
        "visas": [
            "Vu le code général des collectivités territoriales, notamment ses articles L. 2212-1 et L. 2212-2 ;",
            "Vu le code de la santé publique, notamment ses articles L. 3321-1, L. 3334-2 et L. 3335-1 ;",
            "Vu les articles L. 3335-4 et D. 3335-16 à D. 3335-18 du même code, relatifs aux établissements "
            "d’activités physiques et sportives, la manifestation étant de nature « {nature} » ;",
            "Vu la demande {reference} présentée le {received_on} par {responsible.first_names} "
            "{responsible.family_name} ({capacity}), pour l’association « {association.name} » ;",
        ],
        "reasons": [
            "Considérant que la demande a été faite dans les délais et que le nombre annuel d’autorisations dont "
            "l’association peut bénéficier n’est pas atteint ;",
        ],
        "formula": "ARRÊTE",
        "articles": [
            {
                "heading": "Autorisation",
                "text": "L’association « {association.name} » est autorisée à ouvrir un débit de boissons temporaire à "
                "l’occasion de « {event_name} », au lieu suivant : {place}.",
            },
            {
                "heading": "Durée",
                "text": "L’autorisation vaut du {opens_at} au {closes_at}. Elle cesse de plein droit à cette date.",
            },
            {
                "heading": "Boissons",
                "text": "Seules peuvent être servies les boissons suivantes, au sens de l’article L. 3321-1 du code "
                "de la santé publique : {groups}.",
            },
            {
                "heading": "Obligations",
                "text": "Le responsable, {responsible.first_names} {responsible.family_name}, veille au bon ordre, au "
                "respect de la tranquillité du voisinage, à la protection des mineurs et à la répression de l’ivresse "
                "publique (code de la santé publique, articles L. 3342-1 et L. 3353-3). La présente autorisation est "
                "présentée à toute demande des forces de l’ordre.",
            },
            {
                "heading": "Exécution",
                "text": "Le directeur général des services et le responsable de la police municipale ou de la force "
                "publique compétente sont chargés, chacun en ce qui le concerne, de l’exécution du présent arrêté, "
                "notifié à l’association.",
            },
        ],
        "appeal": APPEAL,
        # An association is named, the people who speak for it are not.
        "public": {
            "object": "Autorisation d’ouverture d’un débit de boissons temporaire : {event_name}",
            "shown": ["association", "event_name", "place", "opens_at", "closes_at", "groups", "nature"],
        },
    },
    "refused": {
        "series": "REF",
        "object": "Refus d’ouverture d’un débit de boissons temporaire : {event_name}",
        "opening": "Par la demande {reference} du {received_on}, l’association « {association.name} » a demandé "
        "l’autorisation d’ouvrir un débit de boissons temporaire à l’occasion de « {event_name} » ({place}).",
        "delegation": DELEGATION,
        "decision": ["Pour ces motifs, l’autorisation demandée est refusée."],
        "appeal": APPEAL,
    },
    "grounds": GROUNDS,
}
