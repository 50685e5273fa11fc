//! Which columns of a table hold the address.

use super::query::Query;
use super::text::fold;
use thiserror::Error;

/// The columns of a table that make the query, by their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressColumns {
    /// Number, street and free text, in the order in which they are read.
    pub text: Vec<usize>,
    /// Postcode.
    pub postcode: Option<usize>,
    /// City.
    pub city: Option<usize>,
    /// INSEE code of the commune.
    pub citycode: Option<usize>,
}

/// Columns that cannot be told.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ColumnsError {
    /// A column that the user named is not there.
    #[error("no column {wanted:?} (the columns: {columns})")]
    NoColumn {
        /// Its name.
        wanted: String,
        /// Names of the columns.
        columns: String,
    },
    /// No column has a usual name of an address.
    #[error("no column of addresses (the columns: {columns})")]
    NoAddress {
        /// Names of the columns.
        columns: String,
    },
    /// The result would have a column twice.
    #[error("the table already has a column {0:?}")]
    Taken(String),
}

impl ColumnsError {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoColumn { .. } => "check the name of the column",
            Self::NoAddress { .. } => {
                "name the columns of the address with --columns, for example --columns adresse,code_postal,ville"
            }
            Self::Taken(_) => "remove or rename it, or give the original table",
        }
    }
}

const ADDRESS: &[&str] = &[
    "adresse",
    "address",
    "adr",
    "adressecomplete",
    "adressepostale",
    "libelleadresse",
    "fulladdress",
    "adresse1",
    "adresseligne1",
    "ligneadresse",
    "q",
    "query",
    "adressecomplète",
    "domicile",
    "adressedomicile",
    "adressebeneficiaire",
];
const NUMBER: &[&str] = &[
    "numero",
    "num",
    "no",
    "numerovoie",
    "numvoie",
    "housenumber",
    "numerorue",
];
const REPETITION: &[&str] = &[
    "rep",
    "repetition",
    "indice",
    "indicerepetition",
    "suffixe",
    "bister",
    "btq",
];
const KIND: &[&str] = &["typevoie", "typvoie", "typedevoie", "naturevoie"];
const STREET: &[&str] = &[
    "voie",
    "rue",
    "nomvoie",
    "street",
    "libellevoie",
    "libvoie",
    "nomdelavoie",
    "nomrue",
    "libvoi",
];
const POSTCODE: &[&str] = &[
    "codepostal",
    "cp",
    "postcode",
    "codepost",
    "postalcode",
    "zip",
    "zipcode",
    "codpost",
];
const CITY: &[&str] = &[
    "ville",
    "commune",
    "city",
    "nomcommune",
    "localite",
    "libellecommune",
    "libcommune",
    "libcom",
    "communenom",
    "town",
    "nomdelacommune",
    "nomville",
];
const CITYCODE: &[&str] = &[
    "codeinsee",
    "insee",
    "citycode",
    "codecommune",
    "depcom",
    "codgeo",
    "codeinseecommune",
    "inseecommune",
    "communeinsee",
    "codecom",
];

impl AddressColumns {
    /// Finds the columns by the names that the user gave or, without, by their usual names.
    ///
    /// Of the named columns, one that is called like a postcode, a city or an INSEE code is
    /// taken as such; all others are read as one text, in the given order.
    ///
    /// # Errors
    /// When a named column is missing, or none has a usual name.
    pub fn find(
        headers: &[String],
        wanted: &[String],
        postcode: Option<&str>,
        citycode: Option<&str>,
    ) -> Result<Self, ColumnsError> {
        let plain: Vec<String> = headers.iter().map(|h| fold(h).concat()).collect();
        let usual = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| plain.iter().position(|h| h == name))
        };
        let columns = || headers.join(", ");
        let named = |name: &str| {
            let exact = headers.iter().position(|h| h == name);
            let near = || plain.iter().position(|h| *h == fold(name).concat());
            exact.or_else(near).ok_or_else(|| ColumnsError::NoColumn {
                wanted: name.to_owned(),
                columns: columns(),
            })
        };
        let mut found = Self {
            postcode: postcode.map(named).transpose()?,
            citycode: citycode.map(named).transpose()?,
            ..Self::default()
        };
        if wanted.is_empty() {
            found.text = match usual(ADDRESS) {
                Some(address) => vec![address],
                None => [NUMBER, REPETITION, KIND, STREET]
                    .iter()
                    .filter_map(|names| usual(names))
                    .collect(),
            };
            found.postcode = found.postcode.or_else(|| usual(POSTCODE));
            found.city = usual(CITY);
            found.citycode = found.citycode.or_else(|| usual(CITYCODE));
            let only_number = found.text.len() == 1 && usual(NUMBER) == found.text.first().copied();
            if found.text.is_empty() || only_number {
                return Err(ColumnsError::NoAddress { columns: columns() });
            }
            return Ok(found);
        }
        for name in wanted {
            let place = named(name)?;
            let is = |names: &[&str]| {
                plain
                    .get(place)
                    .is_some_and(|h| names.contains(&h.as_str()))
            };
            if found.postcode == Some(place) || found.citycode == Some(place) {
                continue;
            }
            if is(POSTCODE) && found.postcode.is_none() {
                found.postcode = Some(place);
            } else if is(CITY) && found.city.is_none() {
                found.city = Some(place);
            } else if is(CITYCODE) && found.citycode.is_none() {
                found.citycode = Some(place);
            } else {
                found.text.push(place);
            }
        }
        Ok(found)
    }

    /// The query of a row.
    pub fn query<'a>(&self, cell: impl Fn(usize) -> &'a str) -> Query {
        let texts: Vec<&str> = self
            .text
            .iter()
            .map(|&i| cell(i).trim())
            .filter(|t| !t.is_empty())
            .collect();
        let one = |place: Option<usize>| {
            place
                .map(|i| cell(i).trim().to_owned())
                .filter(|t| !t.is_empty())
        };
        Query {
            text: texts.join(" "),
            postcode: one(self.postcode),
            city: one(self.city),
            citycode: one(self.citycode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn usual_names_are_found() {
        let found = AddressColumns::find(
            &headers("id,Numéro,Nom voie,Code postal,Ville"),
            &[],
            None,
            None,
        );
        let found = found.unwrap();
        assert_eq!(found.text, [1, 2]);
        assert_eq!((found.postcode, found.city), (Some(3), Some(4)));
    }

    #[test]
    fn without_an_address_the_columns_are_listed() {
        let error = AddressColumns::find(&headers("id,nom"), &[], None, None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no column of addresses (the columns: id, nom)"
        );
    }

    #[test]
    fn named_columns_keep_their_order() {
        let wanted = ["b".to_owned(), "a".to_owned(), "CP".to_owned()];
        let found = AddressColumns::find(&headers("a,b,cp"), &wanted, None, None).unwrap();
        assert_eq!(found.text, [1, 0]);
        let query = found.query(|i| ["rue X", "12", "75011"][i]);
        assert_eq!(query.text, "12 rue X");
        assert_eq!(query.postcode.as_deref(), Some("75011"));
    }
}
