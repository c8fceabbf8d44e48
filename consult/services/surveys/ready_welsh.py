"""The Welsh of the questions, answers and scales that are offered ready-made.

It follows the Welsh of the harmonised standards and of the census of Wales of 2021. What officers
translate themselves stands before it.
"""

from __future__ import annotations

EQUALITY = {
    "About you": "Amdanoch chi",
    "These questions help us to see whether we hear from everybody. Each is optional.\n\n"
    "What you say here is only counted. It is kept apart from your other answers, and nobody can "
    "put the two together again, so that we cannot change or remove it later.": (
        "Mae’r cwestiynau hyn yn ein helpu i weld a ydym yn clywed gan bawb. Mae pob un yn "
        "ddewisol.\n\n"
        "Dim ond cyfrif yr hyn a ddywedwch yma a wneir. Fe’i cedwir ar wahân i’ch atebion eraill, "
        "ac ni all neb roi’r ddau ynghyd eto, felly ni allwn ei newid na’i ddileu yn nes ymlaen."
    ),
    "Prefer not to say": "Mae’n well gennyf beidio â dweud",
    "Yes": "Ie",
    "No": "Na",
    "How old are you?": "Faint yw eich oed?",
    "Under 16": "O dan 16",
    "16 to 24": "16 i 24",
    "25 to 34": "25 i 34",
    "35 to 44": "35 i 44",
    "45 to 54": "45 i 54",
    "55 to 64": "55 i 64",
    "65 to 74": "65 i 74",
    "75 to 84": "75 i 84",
    "85 or over": "85 neu drosodd",
    "What is your sex?": "Beth yw eich rhyw?",
    "Female": "Benyw",
    "Male": "Gwryw",
    "Is the gender you identify with the same as your sex registered at birth?": (
        "A yw’r rhywedd rydych yn uniaethu ag ef yr un peth â’ch rhyw a gofrestrwyd pan gawsoch "
        "eich geni?"
    ),
    "Do you have any physical or mental health conditions or illnesses lasting or expected "
    "to last 12 months or more that reduce your ability to carry out day-to-day activities?": (
        "A oes gennych unrhyw gyflyrau neu salwch corfforol neu feddyliol sydd wedi para, neu y "
        "disgwylir iddynt bara, 12 mis neu fwy ac sy’n lleihau eich gallu i wneud gweithgareddau "
        "o ddydd i ddydd?"
    ),
    "Yes, a lot": "Oes, llawer",
    "Yes, a little": "Oes, ychydig",
    "No, not at all": "Nac oes, ddim o gwbl",
    "I have no such condition": "Nid oes gennyf gyflwr o’r fath",
    "What is your ethnic group?": "Beth yw eich grŵp ethnig?",
    "Choose the one that describes your ethnic group or background best.": (
        "Dewiswch yr un sy’n disgrifio eich grŵp ethnig neu eich cefndir orau."
    ),
    "White: English, Welsh, Scottish, Northern Irish or British": (
        "Gwyn: Cymreig, Seisnig, Albanaidd, Gwyddelig Gogledd Iwerddon neu Brydeinig"
    ),
    "White: Irish": "Gwyn: Gwyddelig",
    "White: Gypsy or Irish Traveller": "Gwyn: Sipsi neu Deithiwr Gwyddelig",
    "White: Roma": "Gwyn: Roma",
    "Any other White background": "Unrhyw gefndir Gwyn arall",
    "Mixed: White and Black Caribbean": "Cymysg: Gwyn a Du Caribïaidd",
    "Mixed: White and Black African": "Cymysg: Gwyn a Du Affricanaidd",
    "Mixed: White and Asian": "Cymysg: Gwyn ac Asiaidd",
    "Any other Mixed or multiple background": "Unrhyw gefndir Cymysg neu aml-ethnig arall",
    "Asian or Asian British: Indian": "Asiaidd neu Asiaidd Prydeinig: Indiaidd",
    "Asian or Asian British: Pakistani": "Asiaidd neu Asiaidd Prydeinig: Pacistanaidd",
    "Asian or Asian British: Bangladeshi": "Asiaidd neu Asiaidd Prydeinig: Bangladeshaidd",
    "Asian or Asian British: Chinese": "Asiaidd neu Asiaidd Prydeinig: Tsieineaidd",
    "Any other Asian background": "Unrhyw gefndir Asiaidd arall",
    "Black or Black British: Caribbean": "Du neu Ddu Prydeinig: Caribïaidd",
    "Black or Black British: African": "Du neu Ddu Prydeinig: Affricanaidd",
    "Any other Black, Black British or Caribbean background": (
        "Unrhyw gefndir Du, Du Prydeinig neu Garibïaidd arall"
    ),
    "Arab": "Arabaidd",
    "Any other ethnic group": "Unrhyw grŵp ethnig arall",
    "What is your religion?": "Beth yw eich crefydd?",
    "No religion": "Dim crefydd",
    "Christian": "Cristnogaeth",
    "Buddhist": "Bwdhaeth",
    "Hindu": "Hindŵaeth",
    "Jewish": "Iddewiaeth",
    "Muslim": "Islam",
    "Sikh": "Siciaeth",
    "Any other religion": "Unrhyw grefydd arall",
    "Which of the following best describes your sexual orientation?": (
        "Pa un o’r canlynol sy’n disgrifio eich cyfeiriadedd rhywiol orau?"
    ),
    "Straight or heterosexual": "Strêt neu heterorywiol",
    "Gay or lesbian": "Hoyw neu lesbiaidd",
    "Bisexual": "Deurywiol",
    "Other sexual orientation": "Cyfeiriadedd rhywiol arall",
    "Do you look after, or give any help or support to, anyone because they have long-term "
    "physical or mental health conditions or illnesses, or problems related to old age?": (
        "A ydych yn gofalu am unrhyw un, neu’n rhoi unrhyw help neu gefnogaeth iddynt, oherwydd "
        "bod ganddynt gyflyrau neu salwch corfforol neu feddyliol hirdymor, neu broblemau sy’n "
        "gysylltiedig â henaint?"
    ),
    "Do not count anything that you do as part of your paid work.": (
        "Peidiwch â chyfrif unrhyw beth a wnewch fel rhan o’ch gwaith am dâl."
    ),
    "Yes, up to 19 hours a week": "Ydw, hyd at 19 awr yr wythnos",
    "Yes, 20 to 49 hours a week": "Ydw, rhwng 20 a 49 awr yr wythnos",
    "Yes, 50 hours or more": "Ydw, 50 awr neu fwy",
    "Are you pregnant, or have you given birth in the last 26 weeks?": (
        "A ydych yn feichiog, neu a ydych wedi rhoi genedigaeth yn ystod y 26 wythnos diwethaf?"
    ),
    "What is your legal marital or registered civil partnership status?": (
        "Beth yw eich statws priodasol neu bartneriaeth sifil gofrestredig gyfreithiol?"
    ),
    "Never married and never registered in a civil partnership": (
        "Erioed wedi priodi nac wedi cofrestru mewn partneriaeth sifil"
    ),
    "Married or in a registered civil partnership": (
        "Yn briod neu mewn partneriaeth sifil gofrestredig"
    ),
    "Separated, divorced or a civil partnership that is dissolved": (
        "Wedi gwahanu, wedi ysgaru neu bartneriaeth sifil a ddiddymwyd"
    ),
    "Widowed or a surviving partner from a civil partnership": (
        "Yn weddw neu’n bartner sy’n goroesi o bartneriaeth sifil"
    ),
}
SCALES = {
    "Strongly agree": "Cytuno’n gryf",
    "Agree": "Cytuno",
    "Neither agree nor disagree": "Ddim yn cytuno nac yn anghytuno",
    "Disagree": "Anghytuno",
    "Strongly disagree": "Anghytuno’n gryf",
    "Very important": "Pwysig iawn",
    "Fairly important": "Eithaf pwysig",
    "Not very important": "Ddim yn bwysig iawn",
    "Not important": "Ddim yn bwysig",
    "Very satisfied": "Bodlon iawn",
    "Fairly satisfied": "Eithaf bodlon",
    "Neither satisfied nor dissatisfied": "Ddim yn fodlon nac yn anfodlon",
    "Fairly dissatisfied": "Eithaf anfodlon",
    "Very dissatisfied": "Anfodlon iawn",
    "Every day": "Bob dydd",
    "Every week": "Bob wythnos",
    "Every month": "Bob mis",
    "Less often": "Yn llai aml",
    "Never": "Byth",
    "Very likely": "Tebygol iawn",
    "Fairly likely": "Eithaf tebygol",
    "Not very likely": "Ddim yn debygol iawn",
    "Not at all likely": "Ddim yn debygol o gwbl",
    "Very good": "Da iawn",
    "Good": "Da",
    "Neither good nor bad": "Ddim yn dda nac yn wael",
    "Bad": "Gwael",
    "Very bad": "Gwael iawn",
}
TEXTS = EQUALITY | SCALES
