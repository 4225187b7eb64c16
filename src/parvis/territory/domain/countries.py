"""Countries of birth: INSEE's codes (Code officiel géographique, 99…), with the names that CLDR gives them.

A country that has no code of its own there (Jersey, Aruba…) is found under the State that it belongs to. Overseas
France is France: its communes have codes of their own. France itself is 99100, as FranceConnect says it
(`birthcountry`).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

FRANCE = "99100"

_BY_CONTINENT = """
99100 FR 99101 DK 99102 IS 99103 NO 99104 SE 99105 FI 99106 EE 99107 LV 99108 LT 99109 DE 99110 AT 99111 BG 99112 HU
99113 LI 99114 RO 99116 CZ 99117 SK 99118 BA 99119 HR 99120 ME 99121 RS 99122 PL 99123 RU 99125 AL 99126 GR 99127 IT
99128 SM 99129 VA 99130 AD 99131 BE 99132 GB 99133 GI 99134 ES 99135 NL 99136 IE 99137 LU 99138 MC 99139 PT 99140 CH
99144 MT 99145 SI 99148 BY 99151 MD 99155 UA 99156 MK 99157 XK
99201 SA 99203 IQ 99204 IR 99205 LB 99206 SY 99207 IL 99208 TR 99212 AF 99213 PK 99214 BT 99215 NP 99216 CN 99217 JP
99219 TH 99220 PH 99222 JO 99223 IN 99224 MM 99225 BN 99226 SG 99227 MY 99229 MV 99230 HK 99231 ID 99232 MO 99234 KH
99235 LK 99236 TW 99238 KP 99239 KR 99240 KW 99241 LA 99242 MN 99243 VN 99246 BD 99247 AE 99248 QA 99249 BH 99250 OM
99251 YE 99252 AM 99253 AZ 99254 CY 99255 GE 99256 KZ 99257 KG 99258 UZ 99259 TJ 99260 TM 99261 PS 99262 TL
99301 EG 99302 LR 99303 ZA 99304 GM 99306 SH 99309 TZ 99310 ZW 99311 NA 99312 CD 99314 GQ 99315 ET 99316 LY 99317 ER
99318 SO 99321 BI 99322 CM 99323 CF 99324 CG 99326 CI 99327 BJ 99328 GA 99329 GH 99330 GN 99331 BF 99332 KE 99333 MG
99334 MW 99335 ML 99336 MR 99337 NE 99338 NG 99339 UG 99340 RW 99341 SN 99342 SL 99343 SD 99344 TD 99345 TG 99346 ZM
99347 BW 99348 LS 99349 SS 99350 MA 99351 TN 99352 DZ 99389 EH 99390 MU 99391 SZ 99392 GW 99393 MZ 99394 ST 99395 AO
99396 CV 99397 KM 99398 SC 99399 DJ
99401 CA 99404 US 99405 MX 99406 CR 99407 CU 99408 DO 99409 GT 99410 HT 99411 HN 99412 NI 99413 PA 99414 SV 99415 AR
99416 BR 99417 CL 99418 BO 99419 CO 99420 EC 99421 PY 99422 PE 99423 UY 99424 VE 99426 JM 99428 GY 99429 BZ 99430 GL
99432 PR 99433 TT 99434 BB 99435 GD 99436 BS 99437 SR 99438 DM 99439 LC 99440 VC 99441 AG 99442 KN 99443 BQ 99444 CW
99445 SX
99501 AU 99502 NZ 99506 WS 99507 NR 99508 FJ 99509 TO 99510 PG 99511 TV 99512 SB 99513 KI 99514 VU 99515 MH 99516 FM
99517 PW
"""

_PLAINER = {
    "fr": {"CD": "Congo (République démocratique)", "CG": "Congo", "HK": "Hong Kong", "MO": "Macao", "PS": "Palestine",
           "VA": "Vatican"},
    "en": {"CD": "Congo (Democratic Republic)", "CG": "Congo", "HK": "Hong Kong", "MO": "Macao", "PS": "Palestine",
           "VA": "Vatican"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its code (COG), the one of ISO 3166-1 alpha-2 (XK for Kosovo, as CLDR), its name in both languages."""

    code: str
    iso: str
    fr: str
    en: str

    def into(self, language: str) -> str:
        """Its name."""
        return self.en if language == "en" else self.fr


@cache
def _all() -> Mapping[str, Country]:
    from babel import Locale  # loaded late: a tenth of a second that most processes never need

    french, english = ({**Locale(language).territories, **_PLAINER[language]} for language in ("fr", "en"))
    words = _BY_CONTINENT.split()
    return {
        code: Country(code, iso, french[iso], english[iso]) for code, iso in zip(words[::2], words[1::2], strict=True)
    }


def get(code: str) -> Country | None:
    """The country with this code of INSEE."""
    return _all().get(code)


def by_iso(iso: str) -> Country | None:
    """The country with this code of ISO 3166-1 alpha-2."""
    return next((country for country in _all().values() if country.iso == iso), None)


@cache
def listed(language: str) -> tuple[Country, ...]:
    """Every country, France first, then by name."""

    def place(country: Country) -> tuple[bool, str]:
        name = unicodedata.normalize("NFKD", country.into(language))
        return country.code != FRANCE, "".join(letter for letter in name if not unicodedata.combining(letter)).lower()

    return tuple(sorted(_all().values(), key=place))
