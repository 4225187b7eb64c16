"""The acts, in their order. Each step is looked at before the next: what is not as expected stops the story."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tools.story.telling import DESK, PHONE, NotAsTold, Teller, reference_in

TOWN = "dunkerque"
NAME, RNA = "Les Amis du Bastion 32", "W594998001"
EVENT = "Veillée du Bastion"
EMAIL = "jean.deswarte@courriel.example"
QUESTION = "Bonjour, la buvette sera-t-elle dans la cour ou dans la rue ?"
ANSWER = "Dans la cour, le portail fermé. Deux bénévoles resteront à l’entrée."
#: seconds that the worker may take to send an e-mail, or to make and seal an order, on a busy machine
PATIENCE = 90


@dataclass
class Told:
    """What later acts need of earlier ones."""

    reference: str = ""
    code: str = ""
    order: bytes = b""


def play(teller: Teller) -> None:
    """All of it. Raises NotAsTold."""
    told = Told()
    jean = teller.window(PHONE)
    with teller.act("Jean looks before he asks"):
        _looks(teller, jean)
    with teller.act("He begins, makes a mistake, stops for the evening"):
        _begins(teller, jean)
    with teller.act("He goes on where he stopped, and sends"):
        _sends(teller, jean, told)
    sofia = teller.window(DESK)
    with teller.act("Sofia finds it on her list, and asks"):
        _asks(teller, sofia, told)
    with teller.act("Jean answers"):
        _answers(teller, jean, told)
    malik = teller.window(DESK)
    with teller.act("Malik accepts"):
        _accepts(teller, malik, told)
    with teller.act("Jean receives the order"):
        _receives(teller, jean, told)
    with teller.act("Anyone verifies it"):
        _verifies(teller, teller.window(DESK), told)
    with teller.act("Without an account, from another telephone"):
        _tracks(teller, teller.window(PHONE), told)
    with teller.act("Nothing was changed behind anyone’s back"):
        _proves(teller)


def _at(teller: Teller, path: str, site: str = TOWN) -> str:
    return teller.product.url(site, path)


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Continuer", exact=True).click()


def _looks(teller: Teller, jean: Page) -> None:
    teller.say(
        "Jean is the treasurer of an association of Dunkerque. On his telephone he looks for what a bar needs, and how "
        "many licences his association has left this year."
    )
    jean.goto(_at(teller, "/"))
    teller.shoot(jean, "home", "The town’s site on a telephone")
    jean.get_by_role("searchbox").fill("vendre de la bière")
    jean.get_by_role("button", name="Rechercher").click()
    jean.get_by_role("link", name="Ouvrir une buvette temporaire").first.click()
    jean.get_by_label("Combien en reste-t-il à votre association").fill(RNA)
    jean.get_by_role("button", name="Compter").click()
    expect(jean.get_by_role("status")).to_contain_text("Buvettes hors enceinte sportive")
    teller.shoot(jean, "before", "What is asked, by when there is an answer, what no answer means, how many are left")


def _begins(teller: Teller, jean: Page) -> None:
    teller.say("No account is needed. Each page says what is wrong in its own words, and keeps what was typed.")
    jean.get_by_role("button", name="Commencer").click()
    jean.get_by_label("Nom de l’association").fill(NAME)
    jean.get_by_label("Numéro RNA").fill(RNA[:-1])
    jean.get_by_role("group", name="association sportive agréée").get_by_label("Non").check()
    _go_on(jean)
    expect(jean.get_by_role("alert")).to_contain_text("RNA")
    teller.shoot(jean, "mistake", "A mistake, said where it is and how to mend it")
    jean.get_by_label("Numéro RNA").fill(RNA)
    _go_on(jean)
    jean.get_by_label("Nom de la manifestation").fill(EVENT)
    jean.get_by_label("Hors d’une enceinte sportive").check()
    jean.get_by_label("Une manifestation que l’association organise").check()
    expect(jean.get_by_role("group", name="De quelle nature")).to_have_count(0)
    teller.shoot(jean, "questions", "Only the questions that concern him")
    jean.get_by_role("button", name="Continuer plus tard").click()
    jean.get_by_label("Votre adresse électronique").fill(EMAIL)
    jean.get_by_role("button", name="Recevoir un lien").or_(
        jean.get_by_role("button", name="M’envoyer un lien")
    ).click()
    expect(jean.get_by_role("main")).to_contain_text("lien")
    teller.shoot(jean, "later", "His draft is kept; a link brings him back, on any device")


def _mail(teller: Teller, page: Page, subject: str) -> None:
    """Open the newest e-mail to Jean of this subject, once it was sent. The outbox stands for his mailbox."""
    page.goto(_at(teller, "/demo/boite-d-envoi/"))
    lines = page.get_by_role("listitem").filter(has_text=EMAIL).filter(has_text=re.compile(subject))
    _reload_until(page, lines.count)
    lines.first.get_by_role("link").click()


def _reload_until(page: Page, found: Callable[[], int]) -> None:
    """Look again every second until something is found. Raises NotAsTold."""
    for _again in range(PATIENCE):
        if found():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise NotAsTold(f"nothing came in {PATIENCE} s at {page.url}")


def _sends(teller: Teller, jean: Page, told: Told) -> None:
    teller.say("The next day he opens the link of the e-mail. He checks his answers, and sends: once, however he taps.")
    _mail(teller, jean, "Votre brouillon")
    link = re.search(r"http://\S+/reprendre/\S+", jean.locator("#mail-text").inner_text())
    if link is None:
        raise NotAsTold("the e-mail has no link to the draft")
    jean.goto(link[0].rstrip("."))
    jean.get_by_role("button", name="Ouvrir mon brouillon").click()
    expect(jean.get_by_label("Nom de la manifestation")).to_have_value(EVENT)
    _go_on(jean)
    opens = dt.datetime.now(ZoneInfo("Europe/Paris")).date() + dt.timedelta(days=40)
    jean.get_by_label("Lieu de la buvette").fill("Cour du Bastion 32, rue des Corderies")
    for question, day, time in (
        ("Ouverture de la buvette", opens, "18:00"),
        ("Fermeture de la buvette", opens, "23:30"),
    ):
        asked = jean.get_by_role("group", name=question)
        asked.get_by_label("Jour", exact=True).fill(str(day.day))
        asked.get_by_label("Mois", exact=True).fill(str(day.month))
        asked.get_by_label("Année", exact=True).fill(str(day.year))
        asked.get_by_label("Heure", exact=True).fill(time)
    jean.get_by_label("Groupe 1").check()
    jean.get_by_label("Groupe 3").check()
    _go_on(jean)
    jean.get_by_label("Prénoms").or_(jean.get_by_label("Prénom")).first.fill("Jean")
    jean.get_by_label("Nom de famille").or_(jean.get_by_label("Nom", exact=True)).first.fill("Deswarte")
    jean.get_by_label("À quel titre").fill("Trésorier")
    jean.get_by_label("Adresse électronique").fill(EMAIL)
    jean.get_by_label("Téléphone joignable").fill("06 39 98 00 01")
    _go_on(jean)
    expect(jean.get_by_role("heading", level=1)).to_contain_text("Vérifiez")
    expect(jean.get_by_role("main")).to_contain_text(NAME)
    teller.shoot(jean, "check", "All answers on one page, and what is left of the year’s licences")
    jean.get_by_role("button", name="Envoyer la demande").click()
    jean.wait_for_url("**/recu/")
    told.reference = reference_in(jean.get_by_role("main").inner_text())
    jean.go_back()
    jean.goto(_at(teller, f"/demandes/{told.reference}/recu/"))
    teller.shoot(jean, "receipt", "The receipt: date, who has it, last day for an answer, what silence would mean")


def _sign_in(teller: Teller, page: Page, name: str) -> None:
    page.goto(_at(teller, "/connexion/?next=/agents/"))
    page.get_by_role("button", name=name).click()
    page.wait_for_url(_at(teller, "/agents/"))


def _asks(teller: Teller, sofia: Page, told: Told) -> None:
    teller.say(
        "Sofia works in the department for associations. Her list is ordered by the day on which an answer is due. She "
        "takes the request on, and asks what she needs to know."
    )
    sofia.goto(_at(teller, "/connexion/?next=/agents/"))
    teller.shoot(sofia, "people", "The demonstration’s sign-in page lists its people")
    _sign_in(teller, sofia, "Sofia Leclercq")
    expect(sofia.get_by_role("main")).to_contain_text(EVENT)
    expect(sofia.get_by_role("main")).not_to_contain_text("Les Voiles du Polder")
    teller.shoot(sofia, "list", "Her list: those of Dunkerque alone, the most pressing first")
    sofia.get_by_role("link", name=re.compile(EVENT)).first.click()
    expect(sofia.locator("body")).to_contain_text(told.reference)
    sofia.get_by_role("link", name="Prendre en charge").click()
    sofia.get_by_role("button", name="Prendre en charge", exact=True).click()
    expect(sofia.locator(".pv-banner").filter(has_text="En cours d’examen")).to_be_visible()
    sofia.get_by_role("link", name="Demander une précision").click()
    sofia.get_by_label("Ce que vous écrivez à l’usager").fill(QUESTION)
    teller.shoot(sofia, "question", "She writes, and sees beside it what Jean will read")
    sofia.get_by_role("button", name="Demander une précision", exact=True).click()
    expect(sofia.locator(".pv-thread")).to_contain_text(QUESTION)


def _answers(teller: Teller, jean: Page, told: Told) -> None:
    teller.say("An e-mail tells Jean that the town hall has written. His request says that it is his turn.")
    _mail(teller, jean, f"Un message.*{told.reference}")
    teller.shoot(jean, "told", "The e-mail: what is said stays in the file, behind the link")
    jean.goto(_at(teller, f"/demandes/{told.reference}/"))
    expect(jean.get_by_role("main")).to_contain_text(QUESTION)
    teller.shoot(jean, "turn", "Where his request stands, and that it is his turn")
    jean.get_by_label("Votre réponse").fill(ANSWER)
    jean.get_by_role("button", name="Répondre").click()
    expect(jean.get_by_role("main")).to_contain_text(ANSWER)
    expect(jean.get_by_role("main")).to_contain_text("en cours d’examen")


def _accepts(teller: Teller, malik: Page, told: Told) -> None:
    teller.say("Malik signs for the mayor. He sees the order as it will be, before he decides.")
    _sign_in(teller, malik, "Malik Kaci")
    malik.goto(_at(teller, f"/agents/dossiers/{told.reference}/"))
    expect(malik.get_by_role("main")).to_contain_text(ANSWER)
    teller.shoot(malik, "case", "The whole file: request, messages, clock, licences of the year, what to do next")
    malik.get_by_role("link", name="Accorder").click()
    expect(malik.locator("aside")).to_contain_text("ARRÊTÉ DU MAIRE")
    teller.shoot(malik, "order-ahead", "The order, before it is given")
    malik.get_by_role("button", name="Accorder").click()
    expect(malik.get_by_role("main")).to_contain_text("n°\u00a0ARR-")


def _receives(teller: Teller, jean: Page, told: Told) -> None:
    teller.say("The order has its number at once; its sealed PDF follows within seconds.")
    _mail(teller, jean, f"Décision.*{told.reference}")
    expect(jean.get_by_role("main")).to_contain_text("ARR-")
    jean.goto(_at(teller, f"/demandes/{told.reference}/"))
    expect(jean.get_by_role("main")).to_contain_text("autorisée")
    papers = jean.locator("#decision + ul")
    download = papers.get_by_role("link", name=re.compile("Télécharger"))
    _reload_until(jean, download.count)
    teller.shoot(jean, "decided", "The bar is allowed; the order can be downloaded")
    with jean.expect_download() as waited:
        download.click()
    told.order = waited.value.path().read_bytes()
    if not told.order.startswith(b"%PDF-") or b"/ETSI.CAdES.detached" not in told.order:
        raise NotAsTold("the order is no sealed PDF")
    link = papers.get_by_role("link", name=re.compile("Page publique")).get_attribute("href")
    told.code = str(link).rpartition("/")[2]
    teller.shoot_pdf(told.order, "order", "The order, numbered and sealed, with its code to verify it")


def _verifies(teller: Teller, anyone: Page, told: Told) -> None:
    teller.say("At the door somebody shows a copy. Anyone can ask by its code, or compare the very file.")
    anyone.goto(_at(teller, "/verifier/"))
    anyone.get_by_label("Code du document").fill(told.code)
    anyone.get_by_role("button", name="Vérifier le code").click()
    expect(anyone.get_by_role("status")).to_contain_text("Ce document vient de nous")
    teller.shoot(anyone, "code", "By its code: ours, of that day")
    _upload(anyone, told.order)
    expect(anyone.get_by_role("status")).to_contain_text("entier et inchangé")
    teller.shoot(anyone, "whole", "The file itself: ours, whole")
    changed = bytearray(told.order)
    changed[len(changed) // 4] ^= 1
    _upload(anyone, bytes(changed))
    expect(anyone.get_by_role("status")).to_contain_text("modifié après")
    teller.shoot(anyone, "altered", "The same file with one bit changed: altered")


def _upload(page: Page, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "arrete.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Vérifier le fichier").click()


def _tracks(teller: Teller, page: Page, told: Told) -> None:
    teller.say("The chair has the reference, and the address that Jean gave: together they open the request.")
    page.goto(_at(teller, f"/demandes/{told.reference}/"))
    expect(page.get_by_role("main")).not_to_contain_text(EVENT)
    page.goto(_at(teller, "/suivre/"))
    page.locator("[name=reference]").fill(told.reference.replace("-", " ").lower())
    page.locator("[name=element]").fill(EMAIL)
    teller.shoot(page, "track", "A reference that can be read aloud, and something that the person gave")
    page.get_by_role("button", name="Ouvrir la demande").click()
    expect(page.get_by_role("main")).to_contain_text("autorisée")


def _proves(teller: Teller) -> None:
    teller.say("Every step stands in a record that nobody can rewrite:")
    said = teller.product.run("ledger", "verify").stdout.strip().splitlines()
    if not said or "whole" not in said[-1]:
        raise NotAsTold(f"parvis ledger verify: {said}")
    teller.lines += ["```", "$ parvis ledger verify", said[-1], "```", ""]
