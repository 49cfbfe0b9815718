"""Titles of products in many languages, each saved in the encodings of its country."""

import pytest

from functions.imports.western_letters import is_western

WESTERN = {
    "Spanish": "Camisón de algodón, niña. Pantalón vaquero «clásico» de señora. ¿Cuál? ¡Ofertón!",
    "Catalan": "Col·lecció d'hivern, jaqueta d'home, mitjó de llana. Taça d'aigua calenta",
    "Portuguese": "Calções de praia, botões, camisão, açúcar mascavo. Promoções à vista, João",
    "French": "Crème brûlée, l’été à la plage. « Été » à 12\xa0€. Chaussures créées à Orléans, œuf",
    "German": "Bücher für Mädchen, Größe Ä, „Straße“, Käsespätzle, Crème fraîche, Rosé",
    "Italian": "Tè al limone, caffè, perché più qualità, città d’arte",
    "Swedish": "Blåbärssylt, räksmörgås, höstjacka för små, ÅÄÖ",
    "Danish": "Rødgrød med fløde, smørrebrød, blå jakke, æble",
    "Finnish": "Hääyöaie, pöytä, tyyny, šakki, lämpömäärä, yöpöytä, hyvä hinta, mänty",
    "Estonian": "Jäääär, sõnaraamat, öö, töö, võti, küünal, mänguasi, jäätis, šokolaad, õun, täht",
    "Icelandic": "Þú átt bláan kjól, góð íslensk ull, peysa með mynstri, sængurföt, úlpa á tilboði",
    "English": "Men’s shirt – 50% off… “Classic” fit™, 20 m³, 5 µm, 1½ cups, naïve, 3ºC",
    "ASCII": "Men's shirt",
}
OTHERS = {
    "Russian": ("Кружка керамическая белая", ["cp1251", "koi8-r", "cp866", "iso8859-5"]),
    "Ukrainian": ("Чашка біла з ручкою, їжа", ["cp1251"]),
    "Greek": ("Κούπα λευκή κεραμική", ["cp1253", "iso8859-7"]),
    "Hebrew": ("ספל קרמיקה לבן", ["cp1255"]),
    "Arabic": ("كوب سيراميك أبيض", ["cp1256"]),
    "Thai": ("แก้วเซรามิกสีขาว", ["cp874"]),
    "Japanese": ("セラミックのコップ、白い", ["cp932", "euc_jp"]),
    "Chinese": ("白色陶瓷杯子 红色", ["gbk", "gb18030"]),
    "Taiwanese": ("白色陶瓷杯子", ["big5"]),
    "Korean": ("하얀 도자기 컵", ["cp949"]),
    "Polish": ("Kubek różowy, łóżko, śnieżna kołdra, pościel, książka", ["cp1250", "iso8859-2"]),
    "Czech": ("Příliš žluťoučký kůň, hrnek růžový, košile dámská, šálek čaje", ["cp1250"]),
    "Croatian": ("Šalica za čaj, muška košulja, đačka torba, kuća", ["cp1250"]),
    "Hungarian": ("Női cipő, férfi ing, hűtőmágnes, bögre, fekete táska, őszi kabát", ["cp1250"]),
    "Romanian": ("Maşină de spălat, cămaşă bărbătească, ceaşcă", ["cp1250"]),
    "Turkish": ("Kırmızı bardak, çaydanlık, yastık kılıfı, gümüş küpe, ışıklı", ["cp1254"]),
    "Spanish": ("Camisón de algodón, niña, pantalón, señora", ["cp850", "mac_roman"]),
    "French": ("Crème brûlée, été, créée, chaussures à lacets", ["cp850", "mac_roman"]),
    "German": ("Bücher für Mädchen, Größe, Straße", ["cp850", "mac_roman"]),
}


@pytest.mark.parametrize("language", WESTERN)
def test_a_language_of_western_europe_is_known(language: str) -> None:
    assert is_western([WESTERN[language].encode("cp1252").decode("cp1252")])


@pytest.mark.parametrize(
    ("language", "encoding"), [(name, each) for name, (_, them) in OTHERS.items() for each in them]
)
def test_what_another_encoding_leaves_behind_is_known(language: str, encoding: str) -> None:
    text = OTHERS[language][0].encode(encoding)
    assert not is_western(["sku;title\n1;Cup\n", text.decode("cp1252", "replace")])


def test_a_foreign_name_among_many_words_is_none() -> None:
    assert is_western([WESTERN["French"] * 2, "Slavoj Žižek"])
    assert is_western([])
