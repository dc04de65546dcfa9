"""Towns with their counties and postcode areas; streets and house numbers are invented."""

from dataclasses import dataclass

from cn_desktop.simulator.dice import Dice, listed, spread
from cn_desktop.simulator.fields import Row


@dataclass(frozen=True)
class Town:
    """A post town; postcode districts run from 1 to `districts`."""

    name: str
    county: str
    area: str
    districts: int


def _towns(lines: str) -> tuple[Town, ...]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return tuple(Town(name, county, area, int(districts)) for name, county, area, districts in rows)


TOWNS = _towns("""
London|Greater London|E|18
London|Greater London|N|22
London|Greater London|NW|11
London|Greater London|SE|28
London|Greater London|SW|20
London|Greater London|W|14
Croydon|Surrey|CR|8
Bromley|Kent|BR|8
Harrow|Middlesex|HA|9
Ilford|Essex|IG|11
Leeds|West Yorkshire|LS|29
Bradford|West Yorkshire|BD|24
Wakefield|West Yorkshire|WF|17
Huddersfield|West Yorkshire|HD|9
Halifax|West Yorkshire|HX|7
York|North Yorkshire|YO|32
Harrogate|North Yorkshire|HG|5
Sheffield|South Yorkshire|S|36
Doncaster|South Yorkshire|DN|12
Hull|East Riding of Yorkshire|HU|20
Nottingham|Nottinghamshire|NG|25
Derby|Derbyshire|DE|24
Leicester|Leicestershire|LE|19
Lincoln|Lincolnshire|LN|13
Northampton|Northamptonshire|NN|18
Birmingham|West Midlands|B|48
Coventry|West Midlands|CV|8
Wolverhampton|West Midlands|WV|14
Walsall|West Midlands|WS|10
Worcester|Worcestershire|WR|15
Hereford|Herefordshire|HR|9
Shrewsbury|Shropshire|SY|13
Telford|Shropshire|TF|13
Stoke-on-Trent|Staffordshire|ST|21
Manchester|Greater Manchester|M|35
Bolton|Greater Manchester|BL|9
Oldham|Greater Manchester|OL|16
Stockport|Greater Manchester|SK|17
Wigan|Greater Manchester|WN|8
Preston|Lancashire|PR|9
Blackburn|Lancashire|BB|12
Blackpool|Lancashire|FY|8
Lancaster|Lancashire|LA|6
Liverpool|Merseyside|L|38
Warrington|Cheshire|WA|16
Chester|Cheshire|CH|8
Carlisle|Cumbria|CA|28
Newcastle upon Tyne|Tyne and Wear|NE|49
Sunderland|Tyne and Wear|SR|8
Durham|County Durham|DH|9
Darlington|County Durham|DL|17
Middlesbrough|North Yorkshire|TS|29
Bristol|Avon|BS|49
Bath|Somerset|BA|16
Taunton|Somerset|TA|24
Gloucester|Gloucestershire|GL|20
Swindon|Wiltshire|SN|26
Salisbury|Wiltshire|SP|11
Exeter|Devon|EX|39
Plymouth|Devon|PL|21
Torquay|Devon|TQ|14
Truro|Cornwall|TR|27
Dorchester|Dorset|DT|11
Bournemouth|Dorset|BH|25
Southampton|Hampshire|SO|24
Portsmouth|Hampshire|PO|17
Brighton|East Sussex|BN|3
Guildford|Surrey|GU|10
Reading|Berkshire|RG|31
Oxford|Oxfordshire|OX|18
Milton Keynes|Buckinghamshire|MK|19
Luton|Bedfordshire|LU|7
St Albans|Hertfordshire|AL|10
Cambridge|Cambridgeshire|CB|25
Peterborough|Cambridgeshire|PE|16
Norwich|Norfolk|NR|35
Ipswich|Suffolk|IP|33
Colchester|Essex|CO|16
Southend-on-Sea|Essex|SS|17
Canterbury|Kent|CT|21
Tunbridge Wells|Kent|TN|40
Edinburgh|Midlothian|EH|17
Glasgow|Lanarkshire|G|53
Motherwell|Lanarkshire|ML|12
Aberdeen|Aberdeenshire|AB|25
Dundee|Angus|DD|11
Perth|Perthshire|PH|18
Inverness|Inverness-shire|IV|12
Stirling|Stirlingshire|FK|9
Ayr|Ayrshire|KA|30
Paisley|Renfrewshire|PA|4
Kirkcaldy|Fife|KY|16
Dumfries|Dumfriesshire|DG|14
Cardiff|South Glamorgan|CF|24
Swansea|West Glamorgan|SA|9
Newport|Gwent|NP|20
Wrexham|Clwyd|LL|14
Bangor|Gwynedd|LL|57
Aberystwyth|Ceredigion|SY|23
Belfast|County Antrim|BT|17
Lisburn|County Antrim|BT|28
Newry|County Down|BT|35
Derry|County Londonderry|BT|48
""")

_STREETS = listed("""
Abbey, Albion, Alma, Ashfield, Beech, Bridge, Cavendish, Cedar, Chapel, Church,
Clarence, Coronation, Cross, Elm, Ferry, Field, George, Grange, Green, Grove, Hawthorn,
High, Hill, Holly, Jubilee, King's, Lansdowne, Lime, Mafeking, Manor, Market, Meadow,
Mill, Nelson, New, North, Oak, Orchard, Park, Priory, Prospect, Queen's, Rectory,
Regent, River, School, St Mary's, Station, Sycamore, Temple, Trafalgar, Union, Victoria,
Waterloo, Wellington, West, Willow, Windsor, York
""")
_WAYS = spread({
    "Road": 30,
    "Street": 26,
    "Avenue": 12,
    "Lane": 10,
    "Close": 8,
    "Drive": 8,
    "Terrace": 3,
    "Crescent": 2,
    "Way": 1,
})
_ESTATES = (
    "Kingsway",
    "Riverside",
    "Team Valley",
    "Bankside",
    "Northgate",
    "Phoenix",
    "St James's",
)
_PARTS = ("Little", "Upper", "Lower", "Great", "Old", "East", "West")
_VILLAGES = (
    "Ashby",
    "Barton",
    "Compton",
    "Haddon",
    "Marston",
    "Norton",
    "Thorpe",
    "Weston",
    "Wick",
)
_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def town(dice: Dice) -> Town:
    """One of the towns, each as likely as the other."""
    return dice.one_of(TOWNS)


def address(place: Town, dice: Dice) -> Row:
    """address1 to address4 and postcode; address5 is a country now and then."""
    return {
        "address1": _first_line(dice),
        "address2": _locality(dice),
        "address3": place.name,
        "address4": place.county,
        "address5": "United Kingdom" if dice.chance(0.05) else "",
        "postcode": postcode(place, dice),
    }


def postcode(place: Town, dice: Dice) -> str:
    """A postcode of the town's area and of the usual shape; whether it exists is chance."""
    outward = f"{place.area}{dice.number(1, place.districts)}"
    inward = f"{dice.number(1, 9)}{dice.one_of(_INWARD_LETTERS)}{dice.one_of(_INWARD_LETTERS)}"
    return f"{outward} {inward}"


def _first_line(dice: Dice) -> str:
    street = f"{dice.number(1, 240)} {dice.one_of(_STREETS)} {dice.one_of(_WAYS)}"
    if dice.chance(0.08):
        return f"Flat {dice.number(1, 60)}, {street}"
    if dice.chance(0.04):
        return f"Unit {dice.number(1, 30)}, {dice.one_of(_ESTATES)} Trading Estate"
    return street


def _locality(dice: Dice) -> str:
    if dice.chance(0.7):
        return ""
    return f"{dice.one_of(_PARTS)} {dice.one_of(_VILLAGES)}"
