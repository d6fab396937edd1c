"""Texts for property tests: names in three languages inside prose, markup, wrapped lines and garbage."""

from hypothesis import strategies as st

WORDS = (
    "Iturup Etorofu Kunashir Kunashiri Shikotan Habomai Sakhalin Hokkaido Japan Russia Tokyo Abe Kono Lavrov JEA US",
    "Итуруп Итурупе Кунаширом Курилы Курил Хоккайдо Россией Лаврова Тятя",
    "択捉島 国後島 国後 色丹島 北方領土 日本海 日本 千島 ロシア エトロフ ｴﾄﾛﾌ ラブロフ外相",
)
PHRASES = (
    "Southern Kurils|Northern Territories|northern territories|Sea of Okhotsk|San Francisco Peace Treaty|peace treaty",
    "Joint Declaration of 1956|Sergei Lavrov|Shinzo Abe|Taro Kono|Ichiro Kono|Foreign Minister Kono|Yuzhno-Kurilsk",
    "Etorofu-jima|Anuchina Islet|island of Polonskogo|о-ве Анучина",
    "択捉（えとろふ）島|｜国後《くなしり》島|千島群島|國後嶋|オンネコタン島",
    "Yuzhno-Kuril'sk|Южные Курилы|Южных Курил|Южно-Курильске|мирный договор|остров Танфильева|Малой Курильской грядой",
)
NAMES = [name for line in WORDS for name in line.split()] + [name for line in PHRASES for name in line.split("|")]
BROKEN = ["Kuna-\nshir", "Sea of Okh-\n  otsk", "Южно-Ку-\r\nрильске", "Ja-\npan", "US-\nSR"]
SPACES = [" ", " ", " ", "\n", "\r\n", "\n   ", "\n\n", "\t", "  ", "\u00a0", "\u2028", "\f"]
SIGNS = [", ", ". ", "; ", "'s ", "’s", "-", "–", "—", "/", " (", ") ", "“", "” ", "«", "»", "「", "」", "、", "。"]
MARKUP = ["_", "@", "#", "http://x.org/", ".html", "C:\\", "[", "]", "|", "\\", "<b>", "</b>", "&nbsp;"]
LETTERS = ["は", "と", "を", "の", "後", "帰", "é", "ß", "İ", "😀", "ё", "x", "я", "ア", "7"]
ODDITIES = ["\u00ad", "\u200b", "\u0301", "\u0306", "\ufeff", "\x00", "\udc80"]

names = st.sampled_from(NAMES)
pieces = st.one_of(names, names, st.sampled_from(BROKEN + SPACES + SIGNS + MARKUP + LETTERS + ODDITIES), st.text(max_size=4))
texts = st.lists(pieces, max_size=30).map("".join)
prose = st.lists(names, min_size=1, max_size=12).map(" ".join)

_MARKS = ("“”", "‘’", "«»", "„“", "„”", "「」", "『』", '""', "''")
_WORDS = (
    "said",
    "the fog over",
    "he",
    "сказал",
    "туман",
    "и",
    "と",
    "霧の",
    "isn't",
    "the islands'",
    "'90s",
    '5"',
    "[sic]",
    "（ママ）",
)
_spoken = st.recursive(
    st.lists(names | st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join),
    lambda inner: (
        st.tuples(st.sampled_from(_MARKS), inner).map(lambda pair: pair[1].join(pair[0])) | st.tuples(inner, inner).map(" ".join)
    ),
    max_leaves=6,
)
_between = st.sampled_from(
    (" ", ", ", ". ", ".\n", "\n", "\n\n", "\n\n“", "\n> ", "\n> > ", "\n\n# ", " “", "” ", " «", "'", '"')
)
quoted = st.lists(st.tuples(_spoken, _between).map("".join), max_size=8).map("".join)
"""Speech in all marks, nested and unbalanced, of several paragraphs, in blocks and under headings."""
