"""Ten files as municipalities send them, each damaged in several ways: all of it is named.

The files are in `tests/data/beschadigd/`. Nobody is meant by them; the programmes are made up.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.test import TestCase
from django.utils.translation import override

from catalogue.files.rows import Problem, Unreadable
from catalogue.importing import (
    NotCarriedOut,
    Options,
    Plan,
    import_file,
    plan_import,
)
from catalogue.importing.reports import report_of
from catalogue.models import ApproachType, Intervention, Phase, TargetGroup

from .builders import make_city, make_intervention, make_organisation, make_term

FOLDER = Path(__file__).parent / "data" / "beschadigd"

# What is said of each file: the counts, the file as a whole, then each entry with its problems.
# A problem is its level | sheet | row | row of a list | column | cell | value, and the words.
EXCEL_CSV = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 4 geweigerd
Windows-1252, semicolons
fout |  | 1 |  | Doelgroep |  | Doelgroep
    “Doelgroep” is not a name we know here. Did you mean “doelgroepen”?
fout |  | 1 |  | Naam |  | Naam
    “naam” is there more than once. Keep one of them.
fout |  | 1 |  | Contactpersoon |  | Contactpersoon
    “Contactpersoon” is not a name we know here. The page “Velden” of this site lists the names.

nieuw: Eén stap terug
gelezen |  | 2 |  | gecontroleerd_op |  | 1-9-2024
    “1-9-2024” is read as 2024-09-01.
gelezen |  | 2 | uitvoeringen 1 | gestart_op |  | maart 2020
    “maart 2020” is read as 2020-03.
gelezen |  | 2 | uitvoeringen 1 | gemeenten |  | 363
    “363” is read as Amsterdam.

geweigerd: Coördinatie jeugdgroepen
fout |  | 3 |  |  |  | wijkregisseur
    This row has more cells than there are names in the first row. Put double quotes around a text that holds the separator.
fout |  | 3 |  | leeftijd_van |  | risico
    A whole number belongs here, such as 12.
fout |  | 3 |  | gecontroleerd_op |  | 18
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.
fout |  | 3 | uitvoeringen 1 | uitvoeringen |  | regisseur
    “regisseur” does not say of which field it is. Write the name of the field, “=” and the value.
fout |  | 3 |  | fasen |  | jongeren
    We do not know “jongeren”. Did you mean: jonge aanwas (jonge-aanwas)?

geweigerd: Bijspijkeren op straat
fout |  | 4 |  | gecontroleerd_op |  | 30-2-2024
    This day does not exist.
fout |  | 4 | uitvoeringen 1 | status |  | loopt
    “loopt” is not on the list. Choose from: in-voorbereiding, pilot, actief, gepauzeerd, gestopt, onbekend.
fout |  | 4 | uitvoeringen 1 | gemeenten |  | Uttrecht
    We do not know “Uttrecht”. Did you mean: Utrecht (utrecht)?

geweigerd: Weerbaar "online"
fout |  | 5 |  | leeftijd_van |  | vanaf 12
    A whole number belongs here, such as 12.
fout |  | 5 |  | gecontroleerd_op |  | maart 2024
    The day is missing. Write day, month and year: 1-3-2020.
gelezen |  | 5 |  | leeftijd_tot_en_met |  | 16 jaar
    “16 jaar” is read as 16.
fout |  | 5 |  | fasen |  | jonge aanwass
    We do not know “jonge aanwass”. Did you mean: jonge aanwas (jonge-aanwas)?
fout |  | 5 | uitvoeringen 1 | gestart_op |  | 32-1-2023
    This day does not exist.

geweigerd: Geen bijbaan in de drugs
fout |  | 6 |  | soort |  | campange
    “campange” is not on the list. Choose from: programma, aanpak, overlegvorm, actie, methodiek.
gelezen |  | 6 |  | gecontroleerd_op |  | 1-10-2024
    “1-10-2024” is read as 2024-10-01.
fout |  | 6 |  | in_een_zin |  | De gemeente waarschuwt jongeren voor snel geld en vertelt w…
    Ensure this value has at most 160 characters (it has 180).
fout |  | 6 |  | leeftijd_van |  | 21
    “Age to” is lower than “age from”.
gelezen |  | 6 | uitvoeringen 1 | gemeenten |  | GM0855
    “GM0855” is read as Tilburg.
fout |  | 6 | uitvoeringen 1 | status |  | gestopt
    Say why it stopped.
"""
WORKBOOK = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 10 geweigerd
fout | interventies | 1 |  | subsidie | J1 | subsidie
    “subsidie” is not a name we know here. The page “Velden” of this site lists the names.
fout | uitvoeringen | 3 |  | interventie | A3 | Samen verder
    More than one row of the sheet “interventies” is called “Samen verder”. Use the short name, and let every entry have another one.
fout | uitvoeringen | 6 |  | interventie | A6 |
    This row does not say to which entry it belongs. Fill in its short name, its name or its number.

nieuw: Wijkteam op straat

geweigerd: Huis van de toekomst
fout | interventies | 3 |  | samenvatting | E3 | #N/A
    This cell holds an error of the spreadsheet program. Type the value itself.
fout | interventies | 3 |  | leeftijd_tot_en_met | H3 | =G3+7
    This cell holds a formula. Type the value itself, or paste it as a value.

geweigerd: Samen verder
fout | uitvoeringen | 7 |  | gemeenten | B7 | #REF!
    This cell holds an error of the spreadsheet program. Type the value itself.
fout | uitvoeringen | 7 |  | gestart_op | D7 | 44317
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.
fout | organisaties | 7 |  | uitvoering | D7 | Zwolle
    The entry has no delivery “Zwolle”. Correct the delivery first.

geweigerd: Samen verder
waarschuwing | interventies | 5 |  | naam | A5 | Samen verder
    “Samen verder” has the same name. Is it the same? Then give its “korte_naam”. If not, say that it is another.
fout | uitvoeringen | 8 |  | aantal_plekken | F8 | =SUM(F2:F6)
    This cell holds a formula. Type the value itself, or paste it as a value.
fout | organisaties | 3 |  | organisatie | B3 | Gemeente Tilbrug
    We do not know “Gemeente Tilbrug”. Did you mean: Gemeente Tilburg (gemeente-tilburg), Gemeente Utrecht (gemeente-utrecht)?
fout | organisaties | 4 |  | rol | C4 | regie
    An intervention has one lead at most.
fout | organisaties | 5 |  | rol | C5 | regie
    An intervention has one lead at most.

geweigerd: 24
fout | interventies | 6 |  | gecontroleerd_op | I6 | 2097-09-01
    This day is still to come.
fout | uitvoeringen | 9 |  | gemeenten | B9 | Tilburg, Utrecht
    More than one city stands here, and no name of a region. Give each city a row of its own, or fill in “regio”.

geweigerd: Meet & match
fout | interventies | 7 |  |  | A7:A8 |
    These cells are merged, so that nobody knows which row has the value. Split them, and fill in every row.
fout | interventies | 7 |  | leeftijd_tot_en_met | H7 | 23.5
    A whole number belongs here, such as 12.
fout | interventies | 7 |  | gecontroleerd_op | I7 | 46266
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.

geweigerd: meet-en-match-plus
fout | interventies | 8 |  | naam | A8 |
    This field cannot be blank.

geweigerd: Geen messen op zak
fout | interventies | 9 |  | doelgroepen | F9 | onderwijzers
    We do not know “onderwijzers”. Choose from: broertjes en zusjes, gezinnen, jongeren, ouders, professionals.
gelezen | uitvoeringen | 4 |  | gemeenten | B4 | 363
    “363” is read as Amsterdam.
fout | uitvoeringen | 4 |  | status | C4 | gestopt
    Say why it stopped.

geweigerd: Straatteam Oost
fout | uitvoeringen | 5 |  | interventie | A5 | Straatteam Oost
    We do not know the entry “Straatteam Oost”. Add the entry itself too, or write the short name of one that exists.
fout | uitvoeringen | 12 |  | interventie | A12 | Straatteam Oost
    We do not know the entry “Straatteam Oost”. Add the entry itself too, or write the short name of one that exists.

geweigerd: Straatcoaches Arnhem
fout | uitvoeringen | 10 |  | interventie | A10 | Straatcoaches Arnhem
    We do not know the entry “Straatcoaches Arnhem”. Did you mean “straatcoaches-arnhem”?

geweigerd: Geen messen op zak!
fout | uitvoeringen | 11 |  | interventie | A11 | Geen messen op zak!
    We do not know the entry “Geen messen op zak!”. Did you mean “Geen messen op zak”?
"""
RENAMED = """\
2 nieuw, 0 gewijzigd, 0 gelijk, 4 geweigerd
Read as XLSX, although the name ends in “.csv”.
The sheet “Blad1” is not read.
Hidden rows are read too; the sheet “Interventies” has 1 of them.
The hidden sheet “bronnen” is read too.
fout | Uitvoering | 0 |  |  |  |
    The sheet “Uitvoering” is not read. Should it be called “uitvoeringen”?
fout | Interventies | 2 |  | Nummer  bij bron | J2 | Nummer  bij bron
    “nummer_bij_bron” is there more than once. Keep one of them.
fout | cijfers | 1 |  | peildatum 2 | G1 | peildatum 2
    “peildatum 2” is not a name we know here. Did you mean “peildatum”?
fout | cijfers | 2 |  | interventie | A2 | 0007
    More than one row of the sheet “interventies” is called “0007”. Use the short name, and let every entry have another one.

nieuw: Kick-off

nieuw: Tweede helft
gelezen | Interventies | 4 |  | leeftijd_van | F4 | 18 jaar
    “18 jaar” is read as 18.

geweigerd: Blijf erbij
fout | Interventies | 5 |  | leeftijd_van | F5 | 21
    “Age to” is lower than “age from”.
fout | cijfers | 3 |  | waarde | C3 | ca. 40
    A number belongs here, such as 13 or 12,5. For “about”, write “ja” under “ongeveer”.
gelezen | cijfers | 3 |  | peildatum | F3 | dec. 2024
    “dec. 2024” is read as 2024-12.
fout | cijfers | 3 |  | wat_is_geteld | B3 | deelnemers
    The file has another row with this key: deelnemers, 2024-12. Make one row of them.
fout | cijfers | 4 |  | waarde | C4 | € 1.200
    A number belongs here, such as 13 or 12,5. For “about”, write “ja” under “ongeveer”.
fout | cijfers | 4 |  | ongeveer | E4 | beetje
    Write “ja” or “nee”.
fout | cijfers | 4 |  | peildatum | F4 | eind 2024
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.
gelezen | cijfers | 5 |  | peildatum | F5 | december 2024
    “december 2024” is read as 2024-12.
fout | cijfers | 5 |  | wat_is_geteld | B5 | deelnemers
    The file has another row with this key: deelnemers, 2024-12. Make one row of them.

geweigerd: Kick-off Utrecht
fout | Interventies | 6 |  | leeftijd_van | F6 | twaalf
    A whole number belongs here, such as 12.
fout | Interventies | 6 |  | leeftijd_tot_en_met | G6 | 1.8
    A whole number belongs here, such as 12.
fout | Interventies | 6 |  | nummer_bij_bron | A6 | 0007
    Row 3 is about the same entry. Make one row of them, or give each a key of its own.

geweigerd: Achter de voordeur
fout | Interventies | 7 |  |  | H7 | vraag: klopt dit?
    Column H holds values, but has no name in the first row. Give the column its name, or empty it.
fout | Interventies | 7 |  | leeftijd_tot_en_met | G7 | 150
    Ensure this value is less than or equal to 99.
fout | cijfers | 6 |  | waarde | C6 | 12,345
    At most two decimals.
fout | cijfers | 6 |  | peildatum | F6 | 1-2-24
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.

geweigerd: Taalmaatje
fout | bronnen | 2 |  | adres | E2 | www.voorbeeld.example/jaarverslag
    This is not the address of a page. Write it like this: https://www.voorbeeld.example/jaarverslag
"""
JSON = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 3 geweigerd
fout |  | 4 |  |  |  | Hier volgen de overige programma's
    Number 4 of this list does not consist of names with their values. Write the name of each field with its value.

nieuw: Samen sterk thuis

geweigerd: Op tijd aan tafel
fout |  | 2 |  | naam |  | naam
    “naam” is there more than once. Keep one of them.
fout |  | 2 |  | samenvating |  | samenvating
    “samenvating” is not a name we know here. Did you mean “samenvatting”?
fout |  | 2 |  | soort |  |
    A single value belongs here, or a list of single values.
fout |  | 2 |  | leeftijd_van |  | NaN
    “NaN” is no value. Write null for what is not known.
gelezen |  | 2 |  | uitvoeringen |  |
    Read as a list of one row.
fout |  | 2 |  | organisaties |  | politie
    Number 1 of this list does not consist of names with their values. Write the name of each field with its value.
fout |  | 2 |  | in_een_zin |  | Partners bespreken wekelijks; jongeren met zorgen.
    This is a list, where one value belongs.
fout |  | 2 |  | leeftijd_tot_en_met |  | 23.5
    A whole number belongs here, such as 12.
fout |  | 2 |  | samenvatting |  |
    This field cannot be blank.
fout |  | 2 | organisaties 2 | organisatie |  | gemeente-utrecht
    This is a list, where one value belongs.
fout |  | 2 | organisaties 2 | rol |  | voorzitter
    “voorzitter” is not on the list. Choose from: regie, uitvoerder, partner, verwijzer, ontwikkelaar, opleider, financier.

geweigerd: Entry 3
fout |  | 3 |  | gegevens_delen |  |
    A single value belongs here, or a list of single values.
fout |  | 3 |  | uitvoeringen |  | landelijk
    Number 3 of this list does not consist of names with their values. Write the name of each field with its value.
fout |  | 3 |  | naam |  | Stop � en praat
    Remove the invisible character at position 6.
fout |  | 3 |  | in_een_zin |  | Agenten en�jongerenwerkers praten met jongeren op het plein.
    Remove the invisible character at position 11.
fout |  | 3 | uitvoeringen 1 | status |  | ja
    “ja” is not on the list. Choose from: in-voorbereiding, pilot, actief, gepauzeerd, gestopt, onbekend.
fout |  | 3 | uitvoeringen 1 | gestart_op |  | 2023-13
    There is no month 13.
fout |  | 3 | uitvoeringen 1 | gemeenten |  | Zwole
    We do not know “Zwole”. Did you mean: Zwolle (zwolle)?
fout |  | 3 | uitvoeringen 2 | locatie |  | locatie
    “locatie” is not a name we know here. The page “Velden” of this site lists the names.
fout |  | 3 | uitvoeringen 2 | aantal_plekken |  | -5
    A whole number belongs here, such as 12.
fout |  | 3 | cijfers 1 | waarde |  | Infinity
    “Infinity” is no value. Write null for what is not known.
fout |  | 3 | cijfers 1 | ongeveer |  | misschien
    Write “ja” or “nee”.

geweigerd: Rust in de wijk
fout |  | 5 |  | fasen |  |
    A single value belongs here, or a list of single values.
fout |  | 5 |  | bronnen |  | https://www.voorbeeld.example/rust-in-de-wijk
    A list of rows belongs here, each of names with their values.
"""
LINES = """\
1 nieuw, 1 gewijzigd, 0 gelijk, 4 geweigerd
fout |  | 2 |  |  |  | {"korte_naam": "thuis-op-tijd", "naam": "Thuis op tijd", "s…
    This line is not JSON: it goes wrong at position 140. Often a comma or a quotation mark is missing there, or there is one too many.
fout |  | 4 |  |  |  | 42
    This line is not a record in JSON. Each line holds one record, between { and }.
fout |  | 10 |  |  |  | ["nog een programma"]
    This line is not a record in JSON. Each line holds one record, between { and }.

nieuw: De nachtbus

geweigerd: Mentor na detentie
fout |  | 5 | relaties 1 | andere_interventie |  | eervolle-uitwegg
    We do not know the entry “eervolle-uitwegg”. Write the short name that stands in the address of its page.
fout |  | 5 | relaties 2 | andere_interventie |  | mentor-na-detentie
    An entry has no relation to itself.

geweigerd: Nachtbus
fout |  | 6 |  | korte_naam |  | nachtbus
    Row 1 is about the same entry. Make one row of them, or give each a key of its own.

geweigerd: Zorgtafel plus
fout |  | 7 | uitvoeringen 1 | status |  | gepland
    “gepland” is not on the list. Choose from: in-voorbereiding, pilot, actief, gepauzeerd, gestopt, onbekend.
fout |  | 7 | waarderingen 1 | korte_naam |  |
    This row has no key. Fill in “korte_naam”, or titel.
fout |  | 7 | waarderingen 1 | titel |  |
    This field cannot be blank.
fout |  | 7 | bronnen 1 | adres |  | www.voorbeeld.example
    This is not the address of a page. Write it like this: https://www.voorbeeld.example
fout |  | 7 | bronnen 1 | uitgever |  |
    This field cannot be blank.

gewijzigd: Eervolle uitweg

geweigerd: Uitweg voor gezinnen
fout |  | 9 |  | nummer_bij_bron |  | R-17
    Row 8 is about the same entry. Make one row of them, or give each a key of its own.
fout |  | 9 | onderzoeken 1 | bron |  | rapport-2023
    We do not know the source “rapport-2023”. Add it under “bronnen” of this entry, or name one that exists.
fout |  | 9 | onderzoeken 1 | bewijskracht |  | 3
    Only an effect study has a strength, from 1 to 5.
"""
YAML = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 2 geweigerd
fout |  | 59 |  | Ook nog |  | Ook nog
    “Ook nog” is not a name we know here. The page “Velden” of this site lists the names.

nieuw: Vangnet na school
gelezen |  | 12 | uitvoeringen 1 | gestart_op |  | 1 maart 2022
    “1 maart 2022” is read as 2022-03-01.
gelezen |  | 12 | uitvoeringen 1 | gemeenten |  | 0363
    “0363” is read as Amsterdam.
gelezen |  | 17 | cijfers 1 | waarde |  | 1.250
    “1.250” is read as 1250.

geweigerd: Praktijkplek
fout |  | 22 |  | soort |  | soort
    “soort” is there more than once. Keep one of them.
fout |  | 22 |  | organisaties |  | Gemeente Tilburg (regie), politie
    A list of rows belongs here, each of names with their values.
fout |  | 22 |  | kader |  | nee
    “nee” is not on the list. Choose from: vrijwillig, drang, dwang, gemengd, onbekend.
fout |  | 22 |  | gecontroleerd_op |  | 05/31/2024
    There is no month 31. Write the day first: 31-12-2020.
fout |  | 33 | uitvoeringen 1 | eindigd_op |  | eindigd_op
    “eindigd_op” is not a name we know here. Did you mean “geeindigd_op”?
fout |  | 33 | uitvoeringen 1 | gestart_op |  | zomer 2023
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.
fout |  | 33 | uitvoeringen 1 | gemeenten |  | 0344, 855
    More than one city stands here, and no name of a region. Give each city a row of its own, or fill in “regio”.
gelezen |  | 33 | uitvoeringen 1 | gemeenten |  | 0344
    “0344” is read as Utrecht.
gelezen |  | 33 | uitvoeringen 1 | gemeenten |  | 855
    “855” is read as Tilburg.
fout |  | 37 | uitvoeringen 2 | gestart_op |  | 2022-1
    This is not a date we can read. Write 1-3-2020, or as much as is known: maart 2020, 2020.
fout |  | 37 | uitvoeringen 2 | verwijzen_mogelijk |  | soms
    “soms” is not on the list. Choose from: ja, nee, onbekend.
gelezen |  | 37 | uitvoeringen 2 | geeindigd_op |  | 01-2022
    “01-2022” is read as 2022-01.
fout |  | 37 | uitvoeringen 2 | status |  | actief
    Only a stopped delivery, or one of unknown status, has an end.

geweigerd: Nieuwe Kansen!
gelezen |  | 43 |  | uitvoeringen |  |
    Read as a list of one row.
fout |  | 43 |  | korte_naam |  | Nieuwe Kansen!
    A short name consists of letters, digits and hyphens. Write it like this: nieuwe-kansen
fout |  | 43 |  | naam |  |
    This field cannot be blank.
fout |  | 57 | uitvoeringen 1 | gemeenten |  | Den Haag
    We do not know “Den Haag”. Write the name of the city, or its CBS code, such as 0344.
gelezen |  | 49 | erkenningen 1 | uitkomst |  | goed onderbouwd
    “goed onderbouwd” is read as “goed-onderbouwd”.
gelezen |  | 49 | erkenningen 1 | datum |  | 13 mei 2024
    “13 mei 2024” is read as 2024-05-13.
fout |  | 49 | erkenningen 1 | uitkomst |  | goed onderbouwd
    A recognition level has an end date. Give “valid until”.
fout |  | 52 | erkenningen 2 | uitkomst |  | erkend
    “erkend” is not on the list. Choose from: goed-beschreven, goed-onderbouwd, effectief-eerste-aanwijzingen, effectief-goede-aanwijzingen, effectief-sterke-aanwijzingen, niet-erkend, niet-beoordeeld, niet-gevonden.
fout |  | 52 | erkenningen 2 | datum |  | 2024
    The day is missing. Write day, month and year: 1-3-2020.
fout |  | 52 | erkenningen 2 | geldig_tot_en_met |  | 2029-02-29
    This day does not exist.
"""
FIXTURE = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 3 geweigerd
Read as a fixture of Django.
1 source is not read: no entry in this file names it.
These tables are not read: catalogue.organisation (1), auth.user (1).
The catalogue keeps these itself, they are not read: publication.
1 row of evidence is about an approach type, and is not read.
fout |  | 17 |  |  |  |
    Number 17 of this list is no row of a fixture. A row has “model” and “fields”.
fout |  | 8 |  | intervention |  | 99
    What this stands for is not in the file. Make the file by dumpdata --natural-foreign --natural-primary.
fout |  | 13 |  | intervention |  |
    This row belongs to no entry.

nieuw: Jeugdloket

geweigerd: Buurtronde
fout |  | 4 |  | target_groups |  | 3
    What this stands for is not in the file. Make the file by dumpdata --natural-foreign --natural-primary.
fout |  | 4 |  | adress |  | adress
    “adress” is no column of this table.
fout |  | 4 |  | kind |  | wandeling
    “wandeling” is not on the list. Choose from: programma, aanpak, overlegvorm, actie, methodiek.
fout |  | 4 |  | voluntariness |  | vrijwillg
    “vrijwillg” is not on the list. Did you mean “vrijwillig”? Choose from: vrijwillig, drang, dwang, gemengd, onbekend.
fout |  | 4 |  | target_groups |  | buren
    We do not know “buren”. Choose from: broertjes en zusjes, gezinnen, jongeren, ouders, professionals.
fout |  | 4 |  | age_from |  | 23
    “Age to” is lower than “age from”.
fout |  | 7 |  | started_precision |  | eeuw
    “eeuw” does not say how precise a date is. Choose from: jaar, maand, dag.
fout |  | 7 |  | status |  | lopend
    “lopend” is not on the list. Choose from: in-voorbereiding, pilot, actief, gepauzeerd, gestopt, onbekend.
fout |  | 7 |  | cities |  | utrecht-stad
    We do not know “utrecht-stad”. Did you mean: Utrecht (utrecht)?
fout |  | 10 |  | delivery |  | 11111111-1111-4111-8111-111111111111
    The entry has no delivery “11111111-1111-4111-8111-111111111111”. Correct the delivery first.
fout |  | 12 |  | delivery |  | 22
    Number 7 of this list is meant, but it has no “uuid”. Make the file by dumpdata --natural-foreign --natural-primary.
fout |  | 1 |  | published_on |  | 2023-13-01
    There is no month 13.

geweigerd: Weekendschool
fout |  | 5 |  | phases |  | risico
    A list belongs here.
fout |  | 11 |  | organisation |  | stichting-test
    We do not know “stichting-test”. Choose one that exists, or allow making new ones.

geweigerd: bestaat-nergens
fout |  | 9 |  | intervention |  | bestaat-nergens
    We do not know the entry “bestaat-nergens”. Add the entry itself too, or write the short name of one that exists.
"""
NESTED = """\
1 nieuw, 0 gewijzigd, 0 gelijk, 5 geweigerd
UTF-16, tabs

geweigerd: Buurtgezinnen in beeld
waarschuwing |  | 2 | uitvoeringen 1 | aantal_plekken |  | 8
    A group of 8 with named neighbourhoods (Noord, Groenewoud) can point at persons. Take out what points at persons, or say that you have seen it.
waarschuwing |  | 2 | cijfers 1 | waarde |  | 6
    A group of 6 with named neighbourhoods (Noord, Groenewoud) can point at persons. Take out what points at persons, or say that you have seen it.

geweigerd: Straatcoaches in Arnhem
waarschuwing |  | 3 |  | naam |  | Straatcoaches in Arnhem
    “Straatcoaches Arnhem” in Arnhem has a similar name. Is it the same? Then give its “korte_naam”. If not, say that it is another.
fout |  | 3 | uitvoeringen 1 | uitvoeringen |  | actief
    “actief” does not say of which field it is. Write the name of the field, “=” and the value.
fout |  | 3 | uitvoeringen 2 | gemeente |  | gemeente
    “gemeente” is not a name we know here. Did you mean “gemeenten”?

geweigerd: Vroeg erbij
fout |  | 4 | uitvoeringen 1 | uitvoeringen |  | utrecht
    “utrecht” does not say of which field it is. Write the name of the field, “=” and the value.
fout |  | 4 | organisaties 1 | organisaties |  | Politie: partner
    “Politie: partner” does not say of which field it is. Write the name of the field, “=” and the value.
waarschuwing |  | 4 |  | aanmelden |  | Bel mevrouw Van Testen, 06-00000000.
    “06-00000000” is a mobile number. Use a general number. “mevrouw Van Testen” seems the name of a person. Name a role. Take out what points at persons, or say that you have seen it.
fout |  | 4 | cijfers 2 | waarde |  | ongeveer 20
    A number belongs here, such as 13 or 12,5. For “about”, write “ja” under “ongeveer”.
fout |  | 4 | cijfers 2 | uitvoering |  | zwolle
    The entry has no delivery “zwolle”. Add it first.

geweigerd: Terug naar school
fout |  | 5 |  | cijfers |  | -
    A file never takes rows away. Leave this empty, and delete the rows on the site itself.
fout |  | 5 |  | doelgroepen |  | leerlingen
    We do not know “leerlingen”. Choose from: broertjes en zusjes, gezinnen, jongeren, ouders, professionals.
fout |  | 5 | uitvoeringen 2 | uitvoeringen |  | de school stopte; er was geen plek.
    “de school stopte; er was geen plek.” does not say of which field it is. Write the name of the field, “=” and the value.
fout |  | 5 | organisaties 1 | rol |  | rol
    “rol” is there more than once. Keep one of them.

geweigerd: Nieuwe start
fout |  | 6 |  | soort |  | uitstapprogramma
    “uitstapprogramma” is not on the list. Choose from: programma, aanpak, overlegvorm, actie, methodiek.
fout |  | 6 | uitvoeringen 1 | gemeenten |  | gemeenten
    “gemeenten” is there more than once. Keep one of them.

nieuw: Alles op een rij
"""


def told(problem: Problem) -> str:
    place = problem.place
    where = [
        problem.level.value,
        place.sheet,
        place.row,
        place.within,
        place.column,
        place.cell,
        problem.value,
    ]
    words = f"{problem.wrong} {problem.right}"
    return f"{' | '.join(map(str, where)).strip()}\n    {words.strip()}"


@override(None)
def report(plan: Plan) -> str:
    lines = [plan.summary, *plan.said, *map(told, plan.problems)]
    for entry in plan.entries:
        lines += ["", f"{entry.outcome.value}: {entry.name}"]
        lines += map(told, entry.problems())
    return "\n".join(lines) + "\n"


def all_rows() -> dict[str, list[dict]]:
    """The whole catalogue, its lists of relations too."""
    tables = apps.get_app_config("catalogue").get_models(include_auto_created=True)
    return {
        table.__name__: list(table._default_manager.order_by("pk").values())
        for table in tables
    }


@override(None)  # the messages as they stand in the code, whatever the translation says
def bring_in(name: str, content: bytes, **options) -> Plan:
    return import_file(name, content, Options(**options), "test")


class DamagedFileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        codes = {
            "Amsterdam": "0363",
            "Arnhem": "0202",
            "Tilburg": "0855",
            "Utrecht": "0344",
            "Zwolle": "0193",
        }
        cities = {name: make_city(name, code=code) for name, code in codes.items()}
        for name in ("Politie", "Gemeente Tilburg", "Gemeente Utrecht"):
            make_organisation(name)
        terms = {
            TargetGroup: "jongeren, gezinnen, ouders, broertjes en zusjes, professionals",
            Phase: "risico, jonge aanwas, doorgroeier",
            ApproachType: "straatcoaches, vindplaatsgericht werken",
        }
        for table, names in terms.items():
            for name in names.split(", "):
                make_term(table, name)
        make_intervention("Eervolle uitweg", cities=[cities["Amsterdam"]])
        make_intervention("Straatcoaches Arnhem", cities=[cities["Arnhem"]])

    def check(self, name: str, expected: str, *, good: list[str]) -> None:
        """All of it is told and nothing is written; but the good entries, when asked."""
        content = (FOLDER / name).read_bytes()
        before = all_rows()
        with pytest.raises(NotCarriedOut) as refused:
            bring_in(name, content)
        plan = refused.value.plan
        assert plan
        assert report(plan) == expected
        with override(None):
            assert "row 0" not in report_of(name, plan)
        assert all_rows() == before
        assert report(bring_in(name, content, valid_only=True)) == expected
        old = before["Intervention"]
        written = [row["name"] for row in all_rows()["Intervention"] if row not in old]
        assert sorted(written) == good

    def check_refused(self, name: str, content: bytes, expected: str) -> None:
        """The file as a whole, whatever is asked."""
        before = all_rows()
        for valid_only in (False, True):
            with pytest.raises(Unreadable) as refused:
                bring_in(name, content, valid_only=valid_only)
            assert str(refused.value) == expected
        assert all_rows() == before

    def test_a_csv_file_of_dutch_excel(self):
        self.check("1-windows-1252.csv", EXCEL_CSV, good=["Eén stap terug"])

    def test_a_workbook_with_sheets_for_the_parts(self):
        self.check("2-werkboek.xlsx", WORKBOOK, good=["Wijkteam op straat"])

    def test_a_workbook_that_is_called_csv(self):
        self.check(
            "3-eigenlijk-een-werkboek.csv", RENAMED, good=["Kick-off", "Tweede helft"]
        )

    def test_json_of_another_register(self):
        self.check("4-json.json", JSON, good=["Samen sterk thuis"])

    def test_lines_of_json(self):
        self.check("5-regels.jsonl", LINES, good=["De nachtbus", "Eervolle uitweg"])

    def test_yaml_typed_by_hand(self):
        self.check("6-yaml.yaml", YAML, good=["Vangnet na school"])

    def test_a_fixture_made_by_hand(self):
        self.check("8-fixture.json", FIXTURE, good=["Jeugdloket"])

    def test_rows_of_parts_in_the_cells_of_a_csv_file(self):
        self.check("9-utf-16-tabs.csv", NESTED, good=["Alles op een rij"])

    def test_aliases_and_tags_in_yaml(self):
        self.check_refused(
            "7-alias.yaml",
            (FOLDER / "7-alias.yaml").read_bytes(),
            "Line 5: Write out what * and & stand for. "
            "Line 10: Remove the tag “!keuze”. "
            "Line 13: Write out what * and & stand for.",
        )

    def test_macros_and_links_in_a_workbook(self):
        name = "10-macro-en-koppeling.xlsx"
        self.check_refused(
            name,
            (FOLDER / name).read_bytes(),
            "This workbook holds macros. Save it as an ordinary workbook (.xlsx). "
            "This workbook is linked to other files. Replace the links by their values and "
            "save it again.",
        )

    def test_a_lost_quotation_mark_names_the_row_where_it_belongs(self):
        content = (FOLDER / "1-windows-1252.csv").read_bytes()
        self.check_refused(
            "1-windows-1252.csv",
            content.replace(b'rekening.";', b"rekening.;"),
            "The double quotes in row 6 are not in pairs, so that nobody knows where its "
            "cells end. A double quote inside a cell is written twice.",
        )

    def test_what_is_escaped_as_it_should_be_comes_in_whole(self):
        name = "9-utf-16-tabs.csv"
        bring_in(name, (FOLDER / name).read_bytes(), valid_only=True, accepted=None)
        delivery = Intervention.objects.get(
            name="Buurtgezinnen in beeld"
        ).deliveries.get()
        assert delivery.note == "Begon als proef; nu vast."
        assert delivery.neighbourhoods == "Noord, Groenewoud"

    def test_a_dutch_reader_finds_the_same_in_dutch(self):
        for path in FOLDER.iterdir():
            words = []
            for language in (None, "nl"):
                with override(language):
                    try:
                        plan = plan_import(path.name, path.read_bytes(), Options())
                    except Unreadable as refused:
                        words.append([str(refused)])
                        continue
                found = [*plan.problems]
                for entry in plan.entries:
                    found += entry.problems()
                words.append([each.wrong for each in found])
                words[-1] += [each.right for each in found if each.right]
            english, dutch = words
            assert len(english) == len(dutch), path.name
            assert set(english).isdisjoint(dutch), path.name

    def test_each_file_is_small_enough_to_look_at(self):
        sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
        assert len(sizes) == 10
        assert max(sizes.values()) < 20_000
