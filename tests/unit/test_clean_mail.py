import time

import pandas as pd
import pytest
from shared import shared

from pipeline.clean.mail import asides
from pipeline.clean.repair import repair

# Stretches to be set aside stand between a sign for their kind and a bar.
KINDS = {"«s:": "signature", "«q:": "quoted", "«d:": "disclaimer", "«h:": "header"}


def _marked(marked):
    """The plain text of a marked one, and the stretches that its signs enclose."""
    text, wanted = "", []
    for piece in marked.split("«"):
        sign, closed, after = piece.partition("»")
        if closed:
            kind = KINDS[f"«{sign[:2]}"]
            wanted.append((kind, sign[2:]))
            text += sign[2:] + after
        else:
            text += piece
    return text, wanted


def _found(text):
    return [(aside.kind, text[aside.start : aside.end]) for aside in asides(text)]


MAILS = {
    "regards and a card": (
        "«h:Dear team,»\n\nEPS is slow on Mondays.\n\n«s:Kind regards\n[PERSON]\nPharmacy Manager\n"
        "Oakham Pharmacy\nTel: [PHONE]»"
    ),
    "regards in a line": "EPS is slow on Mondays. «s:Kind regards, [PERSON], Superintendent»",
    "regards and the card below": "EPS is slow. «s:Many thanks and kind regards,\n[PERSON]\n[EMAIL] | [PHONE]»",
    "thanks and a name": "The printer jams every day.\n«s:Thanks,\n[PERSON]»",
    "thanks and a name in a line": "The printer jams every day. «s:Thanks, [PERSON]»",
    "initials for regards": "We need single sign on.\n\n«s:KR\n[PERSON]»",
    "small letters": "we need single sign on.\n«s:best wishes\n[PERSON]\npharmacist manager»",
    "a name found by nobody": "We need single sign on.\n«s:Kind regards\nQuillan Dwr»",
    "welsh": "Mae'r system yn araf.\n«s:Cofion gorau,\n[PERSON]»",
    "faithfully": (
        "«h:Dear Sir or Madam,»\nThe forms are too long.\n«s:Yours faithfully,\n[PERSON]\n[ADDRESS]\n[POSTCODE]»"
    ),
    "dashes": "The scanner fails.\n«s:--\n[PERSON]\nOakham Pharmacy\n[PHONE]»",
    "a name alone": "The scanner fails twice a day.\n\n«s:[PERSON]»",
    "a name and a card": "The scanner fails twice a day.\n«s:- [PERSON]\nDispensing Assistant\n[PHONE]»",
    "letters for lines": "The scanner fails.\n«s:Best\n[PERSON]\nt [PHONE] | m [PHONE]»",
    "a card in a line": "The scanner fails twice a day. «s:Dr [PERSON], Medicines Optimisation, [EMAIL]»",
    "telephone": "We need more training.\n\n«s:Sent from my iPhone»",
    "telephone after regards": (
        "We need more training.\n«s:Regards\n[PERSON]\n\nSent from my Samsung Galaxy smartphone»"
    ),
    "outlook": "We need more training.\n«s:Get Outlook for Android»",
    "post scriptum": "EPS is slow.\n«s:Kind regards\n[PERSON]»\n\nP.S. The nomination screen is worse than slow.",
    "more after the name": (
        "EPS is slow.\n«s:Best regards\n[PERSON]»\n\nOne more thing: the tokens do not print at all."
    ),
    "reply above": (
        "We want one login.\n\n«h:On 3 July 2020, [PERSON] wrote:»\n«q:> What would help you most?\n"
        "> Please tell us by Friday.»"
    ),
    "reply above without signs": (
        "We want one login for all.\n\n«h:On Fri, 3 Jul 2020 at 10:12, [PERSON] <[EMAIL]> wrote:»\n"
        "«q:Please tell us what would help.»"
    ),
    "head in two lines": (
        "We want one login.\n«h:On Friday, 3 July 2020, 10:12:04 BST, [PERSON] from the survey\n"
        "<[EMAIL]> wrote:»\n«q:> What would help?»"
    ),
    "reply below": "«h:On 3 July 2020, [PERSON] wrote:»\n«q:> What would help you most?»\n\nOne login for everything.",
    "inline": (
        "«h:On 3/7/2020 [PERSON] wrote:»\n«q:> What gets in the way?»\nThe logins.\n"
        "«q:> What would help?»\nA single card."
    ),
    "question quoted": "«q:> What gets in your way at present?»\nThe logins, and the slow spine.",
    "nested": "I agree with her.\n«q:> > The logins are slow.\n> So are the cards.»",
    "broken lines": (
        "Yes, all of that holds.\n«q:> The logins are slow and the cards lock themselves out\n"
        "> whenever two of us are at it.»"
    ),
    "original message": (
        "One login please.\n\n«h:-----Original Message-----\nFrom: [PERSON]\nSent: 03 July 2020 10:12\n"
        "To: [EMAIL]\nSubject: Survey»\n\n"
        "«q:Dear all,\nPlease reply by Friday.»"
    ),
    "outlook head": (
        "One login please.\n«s:Regards\n[PERSON]»\n«h:________________________________\n"
        "From: [PERSON] <[EMAIL]>\nSent: Friday, July 3\n"
        "To: Pharmacy Team\nCc: [PERSON]\nSubject: RE: Survey»\n«q:What would help you?»"
    ),
    "forwarded with nothing above": (
        "«h:---------- Forwarded message ---------\nFrom: [PERSON]\nDate: Fri, 3 Jul 2020\n"
        "Subject: EPS\nTo: [EMAIL]»\n\nThe tokens never print."
    ),
    "begin forwarded": (
        "«h:Begin forwarded message:\nFrom: [PERSON]\nSubject: EPS\nDate: 3 July 2020»\n\nThe tokens never print."
    ),
    "confidential": (
        "We need help.\n\n«d:This email and any attachments are confidential and intended solely for "
        "the addressee. If you have received "
        "this email in error please delete it. Oakham Ltd accepts no liability for viruses.»"
    ),
    "nhsmail": (
        "We need help.\n«s:Regards\n[PERSON]»\n\n«d:********************\n"
        "This message may contain confidential information. If you are not the "
        "intended recipient please inform the sender that you have received the message in error before deleting it.\n"
        "Please do not disclose, copy or distribute information in this e-mail.\n"
        "NHSmail is the secure email and directory service available for all NHS staff in England.\n"
        "********************»"
    ),
    "company": (
        "We need help.\n«s:Regards\n[PERSON]»\n"
        "«d:Oakham Pharmacies is a company registered in England and Wales no. 01234567»"
    ),
    "charity": "We need help.\n\n«d:Registered charity number 1234567»",
    "charity of a name": "We need help.\n\n«d:Oakham Carers is a registered charity (no. 1234567)»",
    "paper": "We need help. «s:Regards, [PERSON]»\n«d:Please consider the environment before printing this email.»",
    "from outside": "«d:CAUTION: This email originated from outside of the organisation.»\nWe need one login.",
    "greeting in a line": "«h:Hi all,» we find that the tokens never print.",
    "greeting of a body": "«h:Dear CP ITG team,»\nThe tokens never print.",
    "greeting of the day": "«h:Good morning,»\nThe tokens never print.",
    "whom it concerns": "«h:To whom it may concern»\nThe tokens never print.",
    "nothing else": "«s:Kind regards\n[PERSON]»",
}


@pytest.mark.parametrize("marked", MAILS.values(), ids=MAILS)
def test_what_a_mail_brings_along_is_set_aside(marked):
    text, wanted = _marked(marked)
    assert _found(text) == wanted


ANSWERS = {
    "arrow": "> 5 minutes to log in",
    "arrows": "> 5 minutes to log in\n> no support at weekends\n> printers",
    "arrows under a lead": "What is wrong:\n> logging in takes ages\n> nobody answers the telephone\n> the printer",
    "arrows and a line": "> slow logins\n> old computers\nWe would like both to be mended.",
    "more than": "It takes\n>10 minutes each morning\nand that is on a good day.",
    "thanks in a sentence": "Thanks to the helpdesk we got our cards back, but it took a week.",
    "thanks to a person": "Staff were kind. Thanks to [PERSON] for her help.",
    "thanks named": "Staff were kind. Thanks [PERSON] for all your help with my tablets",
    "thanks alone": "Everything works.\nThanks",
    "thanks at the end": "Great survey, thank you!",
    "thank you": "Thank you",
    "from the start": "From: the start we had no training.\nTo: the end we had no help.",
    "from here": "From: A to B there is no link.",
    "subject": "Subject: access to records is what matters most to us.",
    "as regards": "As regards the printers, they jam. Regards the tokens, they vanish.",
    "kind regards in a sentence": "She sent her kind regards and the script came a week later.",
    "best wishes to": "Good service. Best wishes to all the staff who work there",
    "all the best": "All the best systems talk to each other.",
    "bullets": "- slow\n- dear\n- [PERSON] knows more about it",
    "person inside": "We asked for help.\n[PERSON] never came back to us.",
    "person in answer to who": "The person who helped me was\n[PERSON]",
    "person and number in a sentence": "We lost a day. [PERSON] on [PHONE] is the only one who answers.",
    "hello": "Hello messages on the screen cost us time.",
    "dear": "Dear machines that break are no saving, dear me.",
    "hi-tech": "Hi-tech robots are no use to a shop like ours, and neither is Good Morning Britain.",
    "good service": "Good service, good advice.",
    "wrote": "On Monday the surgery wrote: no more scripts.",
    "wrote again": "On the form somebody wrote:\nnot known here",
    "dashes between": "We need training.\n--\nWe also need more staff in the afternoon, since two left.",
    "dashes list": "-- slow logins\n-- no support",
    "mail": "This email system is slow. The message says the script is not there.",
    "confidential": "Patients want a confidential room. This email service is better than fax.",
    "charity": "A charity should run this, registered in England or not.",
    "company": "The company should pay for the two lines it cut.",
    "recipient": "The recipient of the message should be told when it is read.",
    "environment": "Think of the environment: print fewer tokens.",
    "sent from": "Scripts sent from the surgery arrive late.",
    "titles": "What we need:\nFaster EPS\nBetter Printers\nNHSmail For All",
    "yours": "Your system and yours alone is to blame.",
    "post script only": "P.S. and PS codes differ",
    "tel": "Tel: nobody answers it",
    "quoted only": "> The logins are slow and the cards lock themselves out whenever\n> two of us are at it.",
    "empty": "",
    "space": " \n ",
    "mark": "[PERSON]",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_the_words_of_an_answer_stay(text):
    assert _found(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        "> a\n",
        "Kind regards ",
        "kind best warm ",
        "[PERSON]\n",
        "On 3 July ",
        "From: a\n",
        "Dear All ",
        "this email ",
        "thanks, ",
        "registered charity ",
        "-",
        "--\n",
        "> > ",
        "*",
        "a. ",
        "Regards, [PERSON] ",
        "A ",
        "If you are not ",
        ". Regards",
        " \n",
    ],
)
def test_time_grows_with_the_length_alone(piece):
    start = time.perf_counter()
    asides(piece * (100_000 // len(piece)))
    assert time.perf_counter() - start < 3


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "bound"), [("nhs_fft_phase1/nhs_fft_phase1.csv", 0.001), ("polis/comments.csv", 0.001)]
)
def test_ordinary_answers_lose_nothing(file, bound):
    folder = shared()
    if folder is None:
        pytest.skip("no shared data")
    texts = [repair(text) for text in pd.read_csv(folder / "data" / file, dtype=str)["text"].dropna()]
    assert sum(bool(asides(text)) for text in texts) / len(texts) < bound
