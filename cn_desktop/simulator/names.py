"""Names that people in the United Kingdom have, by origin; the people are invented."""

from dataclasses import dataclass

from cn_desktop.simulator.dice import Dice, listed, spread


@dataclass(frozen=True)
class Naming:
    """Names that go together."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """How somebody is addressed; the title may be empty."""

    title: str
    firstname: str
    lastname: str


ENGLISH = Naming(
    listed("""
Alice, Amelia, Anne, Beatrice, Carol, Charlotte, Chloë, Daisy, Deborah, Eleanor, Emily,
Esther, Florence, Frances, Gillian, Grace, Hannah, Harriet, Heather, Imogen, Jane,
Janet, Joanne, Judith, Karen, Linda, Lucy, Margaret, Mary-Ann, Matilda, Natalie, Olivia,
Pamela, Rachel, Rebecca, Rosemary, Sarah, Sheila, Sophie, Susan, Tracey, Valerie,
Victoria, Wendy, Zoë
"""),
    listed("""
Adam, Alan, Albert, Andrew, Anthony, Barry, Benjamin, Brian, Charles, Christopher,
Colin, Daniel, David, Dennis, Edward, Francis, Frederick, Geoffrey, George, Graham,
Harry, Henry, Ian, Jack, James, John, Jonathan, Keith, Kenneth, Leonard, Mark, Martin,
Matthew, Michael, Neil, Nigel, Oliver, Paul, Peter, Philip, Raymond, Richard, Robert,
Roger, Simon, Stephen, Thomas, Timothy, Trevor, William
"""),
    listed("""
Abbott, Ainsworth, Archer, Atkinson, Bailey, Barker, Bartholomew, Bennett, Birch,
Blackwood, Booth, Bradshaw, Brown, Butterworth, Carter, Chadwick, Clarke, Clegg, Cooper,
Crossley, Dawson, Dickinson, Entwistle, Fairclough, Fletcher, Foster, Garside,
Greenwood, Hadley, Hargreaves, Harrison, Haythornthwaite, Higginbotham, Holroyd, Hughes,
Ibbotson, Jackson, Jessop, Kershaw, Langley, Lightfoot, Lister, Marsden, Metcalfe,
Nettleton, Oldroyd, Parker, Pickering, Priestley, Ramsbottom, Rowbotham, Sheldon,
Shuttleworth, Smith, Stubbs, Sutcliffe, Taylor, Thistlethwaite, Thompson, Underwood,
Wainwright, Walker, Whittaker, Wilson, Winterbottom, Wood, Wright, Yates
"""),
)
WELSH = Naming(
    listed("""
Angharad, Bethan, Carys, Cerys, Eirlys, Ffion, Gwenllian, Lowri, Mair, Megan, Nia,
Rhiannon, Siân
"""),
    listed("""
Aled, Dafydd, Dylan, Emyr, Gareth, Geraint, Gethin, Huw, Ieuan, Iestyn, Llŷr, Owain,
Rhodri, Siôn
"""),
    listed("""
ap Gwilym, Bevan, Bowen, Davies, Evans, Griffiths, Gruffudd, Gwynne, Howells, Jones,
Llewellyn, Lloyd, Meredith, Morgan, Parry, Powell, Pritchard, Probert, Prosser, Pugh,
Rees, Rhydderch, Vaughan, Watkins
"""),
)
SCOTTISH = Naming(
    listed("""
Ailsa, Catriona, Eilidh, Fiona, Iona, Isla, Kirsty, Lorna, Mairi, Morag, Mòrag, Rhona,
Shona, Una
"""),
    listed("""
Alasdair, Angus, Callum, Craig, Duncan, Euan, Fergus, Finlay, Gregor, Hamish, Iain,
Lachlan, Ruaridh
"""),
    listed("""
Abercrombie, Buchanan, Cameron, Colquhoun, Dalziel, Drummond, Farquharson, Ferguson,
Forsyth, Galbraith, Gillespie, Kinnaird, Lockhart, MacDonald, MacGregor, MacLeod,
McAllister, McDougall, McIntyre, McKenzie, Menzies, Rutherford, Sinclair, Strachan,
Sutherland, Urquhart
"""),
)
IRISH = Naming(
    listed("""
Aoife, Bríd, Caoimhe, Ciara, Clodagh, Deirdre, Gráinne, Méabh, Niamh, Nuala, Orla,
Róisín, Sinéad, Úna
"""),
    listed("""
Brendan, Ciarán, Colm, Conor, Declan, Donal, Eoghan, Fionn, Liam, Oisín, Pádraig, Ronan,
Ruairí, Seán
"""),
    listed("""
Brennan, Byrne, Delaney, Doherty, Fitzgerald, Flanagan, Gallagher, Kavanagh, Mac Giolla
Phádraig, McGuinness, Ní Dhomhnaill, Nolan, O'Brien, O'Connor, O'Dowd, O'Hara, O'Neill,
O'Shaughnessy, Ó Súilleabháin, Quinn, Walsh
"""),
)
SOUTH_ASIAN = Naming(
    listed("""
Aaliyah, Aisha, Amrit, Anjali, Ayesha, Deepika, Fatima, Farzana, Harpreet, Jasmeet,
Kavita, Lakshmi, Meera, Nasreen, Parveen, Priya, Rukhsana, Sangeeta, Shabnam, Shreya,
Sunita, Yasmin, Zainab
"""),
    listed("""
Abdul, Ajay, Amir, Arjun, Bilal, Gurpreet, Harjit, Imran, Irfan, Jagdeep, Kamran, Manoj,
Mohammed, Nadeem, Rajesh, Ravi, Sanjay, Shahid, Sukhdev, Tariq, Vikram, Yusuf, Zubair
"""),
    listed("""
Ahmed, Akhtar, Ali, Bains, Begum, Bhatt, Chaudhry, Chowdhury, D'Souza, Dhillon, Farooqi,
Gill, Hussain, Iqbal, Kaur, Khan, Mahmood, Malik, Mehta, Mistry, Nair, Patel, Qureshi,
Rahman, Sandhu, Shah, Sharma, Sheikh, Singh, Subramanian, Uddin
"""),
)
POLISH = Naming(
    listed("""
Agnieszka, Barbara, Ewa, Grażyna, Joanna, Katarzyna, Magdalena, Małgorzata, Monika,
Wioletta, Zofia
"""),
    listed("""
Andrzej, Bartłomiej, Grzegorz, Jakub, Krzysztof, Łukasz, Marcin, Paweł, Rafał, Sławomir,
Tomasz, Wojciech
"""),
    listed("""
Błaszczyk, Brzęczyszczykiewicz, Dąbrowski, Grabowski, Jabłoński, Kowalczyk, Kwiatkowska,
Majewska, Nowak, Pawłowski, Szczepański, Wiśniewska, Wójcik, Wróblewski, Zając,
Zieliński, Żukowski
"""),
)
WEST_AFRICAN = Naming(
    listed("""
Abena, Adaeze, Adwoa, Amara, Chiamaka, Folasade, Ifeoma, Nkechi, Ngozi, Olúfúnmiláyọ̀,
Temitope, Yaa
"""),
    listed("""
Ayodele, Babatunde, Chidi, Chukwuemeka, Emeka, Kofi, Kwabena, Kwame, Olumide, Oluwaseun,
Sékou, Yaw
"""),
    listed("""
Abubakar, Achebe, Adebayo, Adeyemi, Agyeman, Appiah, Asante, Balogun, Boateng, Diallo,
Eze, Mensah, N'Diaye, Nwachukwu, Ogunleye, Okafor, Okonkwo, Olatunji, Onwuachi,
Oyelaran, Owusu-Ansah
"""),
)

VERY_LONG = (
    Person(
        "The Hon", "Peregrine Bartholomew Montgomery", "Featherstonehaugh-Cholmondeley-Marjoribanks"
    ),
    Person("Mrs", "Anantha Lakshmi Venkata Subbamma", "Krishnamurthy Venkataramana Subrahmanyam"),
    Person(
        "Dr", "Wilhelmina Konstantynopolitańczykowianeczka", "Wolfeschlegelsteinhausen-Llanfairpwll"
    ),
    Person("Mr", "Oluwatobiloba Ayomikunoluwa", "Adegboyega-Ogunbanjo-Oluwafunmilayo"),
)

_ORIGINS = spread({
    ENGLISH: 52,
    WELSH: 8,
    SCOTTISH: 10,
    IRISH: 8,
    SOUTH_ASIAN: 12,
    POLISH: 5,
    WEST_AFRICAN: 5,
})
_WOMENS_TITLES = spread({"Mrs": 42, "Miss": 20, "Ms": 26, "Dr": 4, "Mx": 1, "": 7})
_MENS_TITLES = spread({"Mr": 86, "Dr": 4, "Rev": 1, "Sir": 1, "Mx": 1, "": 7})


def person(dice: Dice) -> Person:
    """Somebody; one in four hundred has a name that no column is wide enough for."""
    if dice.chance(0.0025):
        return dice.one_of(VERY_LONG)
    origin = dice.one_of(_ORIGINS)
    if dice.chance(0.5):
        return Person(
            dice.one_of(_WOMENS_TITLES), dice.one_of(origin.women), _surname(origin, dice)
        )
    return Person(dice.one_of(_MENS_TITLES), dice.one_of(origin.men), _surname(origin, dice))


def _surname(origin: Naming, dice: Dice) -> str:
    if dice.chance(0.12):
        origin = dice.one_of(_ORIGINS)
    if dice.chance(0.03):
        return f"{dice.one_of(origin.surnames)}-{dice.one_of(ENGLISH.surnames)}"
    return dice.one_of(origin.surnames)
