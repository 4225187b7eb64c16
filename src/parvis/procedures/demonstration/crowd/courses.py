"""Which courses the requests of each procedure take, and how many of each."""

from parvis.procedures.demonstration import (
    birth_certificate,
    parking_card,
    proof_of_accommodation,
    public_space_move,
    school_enrolment,
    temporary_bar,
)
from parvis.procedures.demonstration.crowd.changes import (
    AMINA,
    JEAN,
    full_kerb,
    same_again,
    same_corner,
    same_plate,
)
from parvis.procedures.demonstration.crowd.plots import (
    RETAKE,
    TAKE,
    Act,
    By,
    Plot,
    agent,
    asks,
    closes,
    mends,
    notes,
    refuses,
    resident,
    says,
    supervisor,
    withdraws,
    writes,
)

_NUMBER = "Il manque le numéro de la rue : le courrier reviendrait."
_OLD = (20, 150)

_POSTED = (TAKE, agent(1, "copied"), agent(1, "posted"))
BIRTH = (
    Plot(30, _POSTED, _OLD),
    Plot(2, _POSTED, (9, 9), told=("email", "letter")),
    Plot(6, _POSTED, (2, 6)),
    Plot(1, _POSTED, (24, 24), account=AMINA),
    Plot(6, (TAKE, asks(_NUMBER, "address"), mends(2), agent(1, "copied"), agent(1, "posted")), _OLD),
    Plot(8, (), (1, 3)),
    Plot(2, (), due=0),
    Plot(2, (), due=-2),
    Plot(4, (TAKE,), (1, 3), told=("letter",)),
    Plot(1, (TAKE, notes(1, "Acte introuvable en 1987 : vérifier la table décennale.")), (5, 5)),
    Plot(1, (TAKE, notes(1, "Registre en restauration, réclamé à l’atelier.")), due=-34),
    Plot(3, (TAKE, asks(_NUMBER, "address")), (2, 6)),
    Plot(2, (TAKE, asks(_NUMBER, "address"), mends(2, "C’est au-dessus de la boulangerie.")), (1, 2)),
    Plot(5, (TAKE, agent(1, "copied")), (1, 2)),
    Plot(
        5,
        (TAKE, refuses(2, "Vous dites être un ami de la personne : seul un extrait sans filiation peut vous être "
                          "délivré.", "not_entitled")),
        _OLD,
    ),
    Plot(3, (TAKE, refuses(3, "Aucun acte à ce nom dans nos registres pour cette date.", "no_record")), (8, 90)),
    Plot(3, (TAKE, closes(2, "Vous avez déjà reçu cette copie le mois dernier : nous classons cette demande.")), _OLD),
    Plot(4, (withdraws(1, "J’ai retrouvé la copie dans mes papiers."),), (3, 100)),
    Plot(2, (TAKE, writes(1, "Bonjour, il me la faut pour un mariage : pouvez-vous la poster cette semaine ?"),
             says(1, "Bonjour, elle part demain. Bien à vous.")), (1, 2)),
    Plot(2, (agent(1, "link"),), (1, 2), changes=same_again, linked=True),
)  # fmt: skip

_VISIT = (TAKE, agent(1, "propose_visit"), resident(1, "confirm_visit"))
_SIGNED = (*_VISIT, agent(4, "visit_kept", said={"stamp": True, "originals": True}))
_HANDED = (*_SIGNED, agent(2, "hand_over"))
_INCOME = "La pièce jointe est illisible : une photo plus nette, à plat, suffit."
ACCOMMODATION = (
    Plot(16, _HANDED, (10, 120)),
    Plot(4, (), (1, 4)),
    Plot(3, (TAKE,), (1, 5)),
    Plot(1, (TAKE, notes(1, "Le maire demande la surface exacte : attendre l’état des lieux.")), (20, 20)),
    Plot(3, (TAKE, asks("Comptez aussi les enfants qui vivent chez vous.", "living_there")), (2, 5)),
    Plot(2, (TAKE, asks("Comptez aussi les enfants.", "living_there"), mends(2), *_VISIT[1:]), (1, 2)),
    Plot(3, _VISIT[:2], (1, 3), told=("email", "letter")),
    Plot(4, _VISIT, (1, 2)),
    Plot(2, (*_VISIT, resident(1, "move_visit", "Je travaille ce jour-là : un mercredi ou après 16 h 30 ?")), (1, 3)),
    Plot(2, (*_VISIT[:2], resident(1, "move_visit", "Plutôt la semaine suivante, s’il vous plaît."),
             agent(1, "propose_visit"), resident(1, "confirm_visit")), (1, 2)),
    Plot(2, (*_VISIT, agent(4, "visit_missed")), (1, 4)),
    Plot(2, (*_VISIT, agent(4, "visit_missed"), agent(1, "propose_visit"), resident(1, "confirm_visit"),
             agent(4, "visit_kept", said={"stamp": True, "originals": True}), agent(2, "hand_over")), (5, 60)),
    Plot(3, _SIGNED, (1, 3)),
    Plot(2, (TAKE, refuses(4, "Le logement de 21 m² accueille déjà cinq personnes.", "lodging")), (6, 70)),
    Plot(1, (*_SIGNED, refuses(2, "L’adresse du bail n’est pas celle de la demande.", "inaccurate")), (12, 12)),
    Plot(2, (TAKE, closes(9, "Sans nouvelles de votre part, nous classons ce dossier.")), (10, 90)),
    Plot(2, (TAKE, withdraws(2, "Le voyage est reporté à l’été.")), (4, 60)),
)  # fmt: skip

_PROPOSED = (TAKE, agent(2, "propose_accept"))
_PERMIT = (*_PROPOSED, supervisor(1, "confirm_accept"))
_BUS = "Un arrêt de bus occupe ce trottoir : le camion l’empêcherait d’accoster."
MOVE = (
    Plot(23, _PERMIT, (6, 110)),
    Plot(1, (*_PERMIT, supervisor(2, "revoke", "Une conduite de gaz est à réparer d’urgence dans la rue.")), (6, 6)),
    Plot(5, _PERMIT, (1, 4)),
    Plot(4, _PERMIT, (3, 5), changes=same_corner),
    Plot(3, (TAKE,), (1, 2), changes=same_corner),
    Plot(1, (TAKE, notes(1, "Deux camions déjà prévus ce matin-là : proposer l’après-midi ?")), (1, 1),
         changes=full_kerb),
    Plot(5, (), (1, 3)),
    Plot(3, (TAKE,), (1, 4)),
    Plot(1, (TAKE, notes(1, "Chantier du réseau de chaleur dans la rue : dates à confirmer avec la CUD.")), (49, 49)),
    Plot(3, (TAKE, asks("Un camion avec remorque demande 18 mètres.", "kerb")), (2, 5)),
    Plot(2, (TAKE, asks("Un camion avec remorque demande 18 mètres.", "kerb"), mends(1), agent(1, "propose_accept")),
         (1, 2)),
    Plot(4, _PROPOSED, (1, 2)),
    Plot(2, (TAKE, agent(2, "propose_refuse", _BUS, grounds=("traffic",))), (1, 2)),
    Plot(2, (*_PROPOSED, supervisor(1, "return_proposal", "La longueur dépasse la façade : à revoir.")),
         (1, 3)),
    Plot(2, (*_PROPOSED, supervisor(1, "return_proposal", "Ajouter la pose des panneaux."),
             agent(1, "propose_accept"), supervisor(1, "confirm_accept")), (8, 60)),
    Plot(3, (TAKE, agent(2, "propose_refuse", _BUS, grounds=("traffic",)), supervisor(1, "confirm_refuse")), (5, 80)),
    Plot(2, (TAKE, closes(3, "Le déménageur a fait la demande de son côté : celle-ci n’a plus d’objet.")), (6, 90)),
    Plot(3, (TAKE, withdraws(3, "Le déménagement est annulé.")), (3, 60)),
    Plot(1, (TAKE, agent(1, "message", "Bonjour, le camion pourra-t-il se garer côté impair ?"),
             writes(1, "Oui, sans problème, nous serons même plus près de la porte.")), (1, 1)),
    Plot(1, (TAKE, supervisor(1, "lend", "La rue longe votre chantier : qu’en pensez-vous ?",
                              about="59271"),
             Act(By.HELPER, 2, "note", "Vu sur place : 12 mètres restent libres côté pair.")), (1, 2),
         commune="59183"),
    Plot(1, (TAKE, supervisor(1, "lend", "Le camion part de chez vous : peut-il y rester la nuit ?", about="59183"),
             Act(By.HELPER, 1, "give_back", "Oui, parking du stade.")), (2, 3), commune="59273"),
    Plot(1, _PERMIT, (9, 9), account=JEAN, commune="59183"),
)  # fmt: skip

_ENROLLED = (TAKE, agent(2, "enrol"))
SCHOOL = (
    Plot(34, _ENROLLED, (8, 100)),
    Plot(4, _ENROLLED, (1, 5), told=("letter",)),
    Plot(1, _ENROLLED, (30, 30), account=AMINA, commune="59183"),
    Plot(6, (), (1, 5)),
    Plot(1, (), due=0),
    Plot(1, (TAKE,), due=-1),
    Plot(4, (TAKE,), (1, 6), told=("letter",)),
    Plot(3, (TAKE, asks("Indiquez aussi le bâtiment et l’étage.", "address")), (2, 7)),
    Plot(2, (TAKE, asks("Indiquez aussi le bâtiment.", "address"), mends(3), agent(1, "enrol")), (2, 40)),
    Plot(3, (TAKE, supervisor(3, "grant")), (5, 70), wanted=True),
    Plot(3, (TAKE,), (1, 6), wanted=True),
    Plot(1, (TAKE, notes(2, "Avis de la directrice demandé le matin même.")), (42, 42), wanted=True),
    Plot(3, (TAKE, refuses(4, "La classe demandée compte déjà vingt-neuf élèves.", "no_place")), (5, 60), wanted=True),
    Plot(1, (TAKE, refuses(4, "Le trajet reste de moins de dix minutes à pied.", "reasons")), (15, 15), wanted=True),
    Plot(2, (TAKE, closes(3, "L’enfant est inscrit dans une autre commune.")), (10, 60)),
    Plot(2, (withdraws(2, "Nous déménageons finalement à Lille."),), (4, 50)),
    Plot(1, (TAKE, writes(1, "Bonjour, peut-on visiter l’école avant la rentrée ?"),
             says(1, "Bonjour, oui : portes ouvertes chaque mercredi à 14 h, sans rendez-vous.")), (2, 2)),
)  # fmt: skip

_CARD = (TAKE, agent(1, "accept"))
_ENDING = (*_CARD, Act(By.TIMER, 306, "remind"))
CARD = (
    Plot(27, _CARD, (15, 280)),
    Plot(1, (*_CARD, supervisor(20, "revoke", "Le véhicule a été vendu.")), (9, 9)),
    Plot(4, _CARD, (1, 6)),
    Plot(6, _ENDING, (1, 55)),
    Plot(1, (*_CARD, Act(By.TIMER, 306, "remind")), (12, 12), account=AMINA, commune="59183"),
    Plot(4, (*_ENDING, resident(12, "renew"), TAKE, agent(1, "accept")), (3, 40)),
    Plot(2, (*_ENDING, resident(8, "renew")), (1, 3)),
    Plot(3, _CARD, (370, 384)),
    Plot(4, (), (1, 3)),
    Plot(2, (), (1, 2), changes=same_plate),
    Plot(1, (), due=0),
    Plot(2, (), due=-1),
    Plot(3, (TAKE,), (1, 2), told=("letter",)),
    Plot(2, (RETAKE, asks("La carte grise porte un autre numéro.", "plate")), (2, 5)),
    Plot(2, (TAKE, asks("La carte grise porte un autre numéro.", "plate"), mends(1), agent(1, "accept")),
         (4, 90)),
    Plot(2, (TAKE, refuses(2, "La carte grise est à une adresse de Lille.", "not_registered")), (5, 80)),
    Plot(1, (TAKE, refuses(2, "Votre rue n’est dans aucune zone de résidents.", "not_resident")), (20, 20)),
    Plot(1, (TAKE, closes(2, "Doublon de votre demande d’hier.")), (7, 7)),
    Plot(1, (withdraws(1, "Le véhicule est vendu."),), (6, 6)),
    Plot(1, (TAKE, supervisor(1, "hand", "Demande de place pour un camion : c’est pour vous.", about="domaine-public")),
         (1, 1)),
)  # fmt: skip

_LICENSED = (TAKE, supervisor(3, "accept"))
_STALL = "Bonjour, la buvette sera-t-elle dans la salle ou sur la place ?"
BAR = (
    Plot(7, _LICENSED, (4, 60)),
    Plot(1, (*_LICENSED, supervisor(3, "revoke", "La place est fermée au public depuis la tempête.")), (6, 6)),
    Plot(1, (), (1, 2)),
    Plot(2, (TAKE,), (1, 4)),
    Plot(1, (TAKE, agent(1, "ask", _STALL)), (2, 2)),
    Plot(2, (TAKE, agent(1, "ask", _STALL), resident(1, "answer", "Dans la salle, côté cour."),
             supervisor(2, "accept")), (3, 40)),
    Plot(1, (TAKE, refuses(3, "Un concert occupe déjà la place ce soir-là.", "public_order")), (11, 11)),
    Plot(1, (TAKE, withdraws(2, "La fête est reportée.")), (8, 8)),
    Plot(1, (TAKE, closes(3, "La fête est celle de la commune : aucune autorisation n’est nécessaire.")), (14, 14)),
)  # fmt: skip

COURSES: dict[str, tuple[Plot, ...]] = {
    birth_certificate.SLUG: BIRTH,
    proof_of_accommodation.SLUG: ACCOMMODATION,
    public_space_move.SLUG: MOVE,
    school_enrolment.SLUG: SCHOOL,
    parking_card.SLUG: CARD,
    temporary_bar.SLUG: BAR,
}
