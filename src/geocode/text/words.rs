//! The words of a street name: its type, its articles, its abbreviations.

use super::numerals;

/// Street types: the written-out word, then its abbreviations at the start of a name.
/// The position in the table is the type's code in the index, 0 is no type.
const TYPES: &[(&str, &[&str])] = &[
    ("", &[]),
    ("rue", &["r", "ru", "rues"]),
    ("avenue", &["av", "ave", "aven", "avn", "avenu"]),
    (
        "boulevard",
        &[
            "bd", "bld", "blvd", "boul", "bvd", "blv", "bds", "boulv", "bl",
        ],
    ),
    ("place", &["pl", "plc", "pla"]),
    ("impasse", &["imp", "ip", "impas", "impa"]),
    ("allee", &["all", "al", "alle", "ale", "allees"]),
    ("chemin", &["ch", "che", "chem", "chm", "chemins"]),
    ("route", &["rte", "rt"]),
    ("square", &["sq", "squ"]),
    (
        "passage",
        &["pas", "pass", "psg", "pge", "psge", "passg", "pssge"],
    ),
    ("quai", &["q", "qu", "qai"]),
    ("cours", &["crs"]),
    ("cour", &["cr"]),
    ("cite", &["cit", "cte"]),
    ("villa", &["vla", "vlla", "vil"]),
    ("residence", &["res", "resid", "rce", "residences"]),
    ("lotissement", &["lot", "lotis", "lots"]),
    ("hameau", &["ham", "hau"]),
    (
        "faubourg",
        &["fg", "fbg", "fb", "faub", "fbourg", "fgb", "fbrg"],
    ),
    ("ruelle", &["rlle", "rle"]),
    ("sentier", &["sen", "snt", "sent"]),
    ("sente", &[]),
    ("esplanade", &["esp", "espl"]),
    ("promenade", &["prom"]),
    ("galerie", &["galer"]),
    ("parvis", &["prv", "prvs"]),
    ("terrasse", &["tsse", "trs"]),
    ("traverse", &["tra", "trav"]),
    ("montee", &["mte", "mtee"]),
    ("voie", &["voi"]),
    ("venelle", &["ven"]),
    ("jardin", &["jard", "jardins"]),
    ("jetee", &["jtee", "jte"]),
    ("passerelle", &["plle"]),
    ("quartier", &["qrt", "quart", "qua", "qt", "qtier"]),
    ("domaine", &["dom"]),
    ("carrefour", &["car", "carr", "crf"]),
    ("chaussee", &["chs", "chauss"]),
    ("cote", &[]),
    ("descente", &["dsc"]),
    ("mail", &[]),
    ("parc", &[]),
    ("port", &[]),
    ("pont", &[]),
    ("porte", &["pte"]),
    ("rocade", &["roc"]),
    ("clos", &[]),
    ("coron", &["cor", "corons"]),
    ("peristyle", &[]),
    ("rampe", &[]),
    ("village", &["vge"]),
    ("rondpoint", &["rpt", "rdpt"]),
    ("zone", &["za", "zi", "zac", "zae"]),
    ("departementale", &["rd", "cd"]),
    ("nationale", &["rn"]),
    ("placette", &[]),
    ("villas", &[]),
    ("hlm", &[]),
    ("ferme", &[]),
    ("moulin", &[]),
];

/// Words that a name keeps its meaning without.
const ARTICLES: &[&str] = &[
    "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et",
];

/// Abbreviations of titles and common words, anywhere but in the place of the type.
const TITLES: &[(&str, &str)] = &[
    ("st", "saint"),
    ("sts", "saints"),
    ("ste", "sainte"),
    ("stes", "saintes"),
    ("gal", "general"),
    ("gral", "general"),
    ("gen", "general"),
    ("gl", "general"),
    ("gnl", "general"),
    ("genl", "general"),
    ("mal", "marechal"),
    ("mar", "marechal"),
    ("mchal", "marechal"),
    ("marech", "marechal"),
    ("cdt", "commandant"),
    ("cmdt", "commandant"),
    ("comdt", "commandant"),
    ("cdant", "commandant"),
    ("dr", "docteur"),
    ("dct", "docteur"),
    ("doct", "docteur"),
    ("pdt", "president"),
    ("prdt", "president"),
    ("pres", "president"),
    ("presid", "president"),
    ("prof", "professeur"),
    ("profr", "professeur"),
    ("pr", "professeur"),
    ("col", "colonel"),
    ("cel", "colonel"),
    ("cap", "capitaine"),
    ("cpt", "capitaine"),
    ("capt", "capitaine"),
    ("cne", "capitaine"),
    ("lt", "lieutenant"),
    ("lieut", "lieutenant"),
    ("ltn", "lieutenant"),
    ("sgt", "sergent"),
    ("adj", "adjudant"),
    ("aml", "amiral"),
    ("amal", "amiral"),
    ("ing", "ingenieur"),
    ("mgr", "monseigneur"),
    ("mme", "madame"),
    ("mlle", "mademoiselle"),
    ("gd", "grand"),
    ("grd", "grand"),
    ("gde", "grande"),
    ("grde", "grande"),
    ("pt", "petit"),
    ("ptt", "petit"),
    ("ptte", "petite"),
    ("pte", "porte"),
    ("fg", "faubourg"),
    ("fbg", "faubourg"),
    ("fbrg", "faubourg"),
    ("faub", "faubourg"),
    ("nd", "notredame"),
    ("ndame", "notredame"),
    ("ss", "sous"),
    ("s", "sur"),
    ("vx", "vieux"),
    ("bge", "bourg"),
    ("chat", "chateau"),
    ("che", "chemin"),
    ("chem", "chemin"),
    ("chm", "chemin"),
    ("egl", "eglise"),
    ("hop", "hopital"),
    ("rep", "republique"),
    ("repub", "republique"),
    ("lib", "liberation"),
    ("res", "residence"),
    ("av", "avenue"),
    ("bd", "boulevard"),
    ("pl", "place"),
];

/// Given names that are often written as two letters.
const PAIRS: &[(&str, &str)] = &[
    ("jb", "jean baptiste"),
    ("jj", "jean jacques"),
    ("jp", "jean pierre"),
    ("jm", "jean marie"),
    ("jf", "jean francois"),
    ("jl", "jean louis"),
    ("jc", "jean claude"),
    ("pv", "paul vaillant"),
    ("ml", "martin luther"),
];

/// Code of a street type, from the whole word or an abbreviation; 0 when the word is none.
pub fn kind_of(word: &str) -> u8 {
    TYPES
        .iter()
        .position(|(full, short)| *full == word || short.contains(&word))
        .filter(|_| !word.is_empty())
        .map_or(0, |i| u8::try_from(i).unwrap_or(0))
}

/// The written-out word of a street type.
pub fn kind_name(kind: u8) -> &'static str {
    TYPES.get(usize::from(kind)).map_or("", |(full, _)| full)
}

/// A street type that a word with one wrong, missing or swapped letter may have meant.
pub fn kind_near(word: &str) -> u8 {
    if word.len() < 2 || kind_of(word) != 0 || is_article(word) {
        return 0;
    }
    let near = |full: &str| {
        full.len() >= 3
            && full.len().abs_diff(word.len()) <= 1
            && rapidfuzz::distance::osa::distance(full.bytes(), word.bytes())
                <= usize::from(full.len() >= 8) + 1
    };
    TYPES
        .iter()
        .skip(1)
        .take(16)
        .position(|(full, _)| near(full))
        .map_or(0, |i| u8::try_from(i + 1).unwrap_or(0))
}

/// Whether a word is an article or a small preposition.
pub fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// A street name in words: abbreviations written out, numbers as digits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreetWords {
    /// Code of its type, 0 for none.
    pub kind: u8,
    /// All its words, the type included.
    pub words: Vec<String>,
    /// Without type, articles and blanks.
    pub core: String,
    /// All words without blanks.
    pub full: String,
}

impl StreetWords {
    /// From folded words. `plain` writes titles out and numbers as digits; without, words stay as
    /// they are but for the type.
    pub fn new<S: AsRef<str>>(folded: &[S], plain: bool) -> Self {
        let mut words: Vec<String> = Vec::with_capacity(folded.len() + 1);
        let given: Vec<&str> = folded
            .iter()
            .map(AsRef::as_ref)
            .filter(|w| *w != super::fold::BREAK)
            .collect();
        let mut kind = 0;
        let mut i = 0;
        while let Some(&word) = given.get(i) {
            let next = given.get(i + 1).copied();
            i += 1;
            if words.is_empty() {
                if matches!((word, next), ("rond" | "rd", Some("point" | "pt"))) {
                    kind = kind_of("rondpoint");
                    words.push("rondpoint".into());
                    i += 1;
                    continue;
                }
                kind = if next.is_some() { kind_of(word) } else { 0 };
                if kind != 0 {
                    words.push(kind_name(kind).to_owned());
                    continue;
                }
            }
            if matches!((word, next), ("n", Some("d")) | ("notre", Some("dame"))) {
                words.push("notredame".into());
                i += 1;
            } else if !plain {
                words.push(word.to_owned());
            } else if let Some((_, long)) = TITLES.iter().find(|(short, _)| *short == word) {
                words.push((*long).to_owned());
            } else if let Some((_, long)) = PAIRS.iter().find(|(short, _)| *short == word) {
                words.extend(long.split(' ').map(str::to_owned));
            } else if let Some(number) = numerals::as_digits(word) {
                words.push(number);
            } else {
                words.push(word.to_owned());
            }
        }
        Self::from_words(kind, words)
    }

    fn from_words(kind: u8, words: Vec<String>) -> Self {
        let named = usize::from(kind != 0);
        let mut core = String::new();
        for word in words.iter().skip(named).filter(|w| !is_article(w)) {
            core.push_str(word);
        }
        // "Voie Au/18": what looks like an article is the name.
        if core.bytes().all(|b| b.is_ascii_digit()) {
            core = words.iter().skip(named).map(String::as_str).collect();
        }
        let full = words.concat();
        Self {
            kind,
            words,
            core,
            full,
        }
    }

    /// The same with the first word taken for a misspelt type, where it may be one.
    pub fn with_near_kind(&self) -> Option<Self> {
        if self.kind != 0 || self.words.len() < 2 {
            return None;
        }
        let kind = kind_near(self.words.first()?);
        if kind == 0 {
            return None;
        }
        let mut words = self.words.clone();
        kind_name(kind).clone_into(words.first_mut()?);
        Some(Self::from_words(kind, words))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn street(text: &str) -> StreetWords {
        StreetWords::new(&fold(text), true)
    }

    #[test]
    fn abbreviations_are_written_out() {
        for (text, words) in [
            ("av. du Gal Leclerc", "avenue du general leclerc"),
            ("BD ST GERMAIN", "boulevard saint germain"),
            ("R. du Fbg St Denis", "rue du faubourg saint denis"),
            ("rue du Quatre-Septembre", "rue du 4 septembre"),
            ("pte d'Orléans", "porte d orleans"),
            ("Rd Pt des Champs", "rondpoint des champs"),
            ("rue N.D. de Lorette", "rue notredame de lorette"),
        ] {
            assert_eq!(street(text).words.join(" "), words, "{text}");
        }
    }

    #[test]
    fn the_core_has_no_type_and_no_articles() {
        assert_eq!(street("Avenue de l'Opéra").core, "opera");
        assert_eq!(street("Rue de la").core, "dela");
        assert_eq!(street("Square").core, "square");
    }

    #[test]
    fn a_misspelt_type_is_recognised() {
        for (word, name) in [
            ("aveneu", "avenue"),
            ("boulevrad", "boulevard"),
            ("reu", "rue"),
        ] {
            assert_eq!(kind_name(kind_near(word)), name, "{word}");
        }
        assert_eq!(kind_near("monge"), 0);
    }
}
