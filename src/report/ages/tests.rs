//! Tables of ages as Insee publishes them and as people write them.

use super::*;
use std::path::Path;

fn read(text: &str) -> Result<AgeTable, AgeTableError> {
    read_by_hand(text, &[])
}

fn read_by_hand(text: &str, columns: &[&str]) -> Result<AgeTable, AgeTableError> {
    let table = crate::table::from_text(Path::new("ages.csv"), text).unwrap();
    let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    AgeTable::read(&table, None, &columns)
}

fn all(table: &AgeTable) -> Profile {
    let codes: Vec<QuartierCode> = table.codes().collect();
    table.profile(&codes, |_| None).unwrap()
}

/// Shares of a profile, to a tenth.
fn shares(profile: &Profile) -> Vec<Vec<f64>> {
    let tenth = |v: &Option<f64>| (v.unwrap_or(f64::NAN) * 10.0).round() / 10.0;
    let side = |s: &Vec<Option<f64>>| s.iter().map(tenth).collect();
    profile.sides.iter().map(side).collect()
}

#[test]
fn counts_of_women_and_men_are_added_up() {
    let text =
        "code,P20_F0014,P20_F15P,P20_H0014,P20_H15P\nQN06201M,10,40,10,50\nQN06202M,30,20,30,10\n";
    let table = read(text).unwrap();
    assert!(table.sexes && !table.share && !table.derived);
    assert_eq!(shares(&all(&table)), [[20.0, 30.0], [20.0, 30.0]]);
}

#[test]
fn shares_of_insee_become_a_pyramid_weighted_by_inhabitants() {
    // Of 1 000 and 3 000 inhabitants, half and six tenths women.
    let text = "codeQPV;popMuniQPV;partPop0_14;partPop15p;partPop0_14F;partPop15pF;partPopF\n\
                QN06201M;1000;30,0;70,0;20,0;80,0;50,0\n\
                QN06202M;3000;20,0;80,0;25,0;75,0;60,0\n";
    let table = read(text).unwrap();
    assert!(table.sexes && table.share && table.derived);
    assert_eq!(table.population_column.as_deref(), Some("popMuniQPV"));
    // Women 0-14: (1000 × 0,5 × 0,2 + 3000 × 0,6 × 0,25) / 4000 = 550 / 4000.
    let found = shares(&all(&table));
    assert_eq!(found[1], [13.8, 43.8]);
    assert_eq!(found[0], [8.8, 33.8]);
    // Without a share of women only all inhabitants are sure.
    let one_side = read(&text.replace("partPopF", "x")).unwrap();
    assert!(!one_side.sexes);
    assert_eq!(shares(&all(&one_side)), [[22.5, 77.5]]);
}

#[test]
fn a_quartier_that_lacks_a_value_is_not_in_the_sum_and_shows_what_is_known_alone() {
    let text = "code,0-14,15-59,60+,population\nQN06201M,10,80,10,100\nQN06202M,,40,10,100\nQN06203M,40,120,40,200\n";
    let table = read(text).unwrap();
    let found = all(&table);
    assert_eq!((found.counted, found.missing), (2, 1));
    assert_eq!(shares(&found), [[16.7, 66.7, 16.7]]);
    let second = QuartierCode::parse("QN06202M").unwrap();
    let alone = table.profile(&[second], |_| None).unwrap();
    assert_eq!(alone.sides, [[None, Some(40.0), Some(10.0)]]);
    // Counts that lack a part and their whole say nothing.
    let text = "code,0-14,15-59,60+\nQN06201M,10,80,15\nQN06202M,,40,10\n";
    let table = read(text).unwrap();
    assert!(table.profile(&[second], |_| None).is_none());
    assert!(table.profile(&[second], |_| Some(80.0)).is_some());
}

#[test]
fn columns_named_by_hand_are_taken_and_others_left() {
    let text = "code,a,b,c,d,0-99\nQN06201M,1,2,3,4,9\n";
    let table = read_by_hand(text, &["a=F0-19", "b=F20+", "c=H 0 à 19", "d=H20+"]).unwrap();
    assert_eq!(shares(&all(&table)), [[30.0, 40.0], [10.0, 20.0]]);
    let message = |columns: &[&str]| read_by_hand(text, columns).unwrap_err().to_string();
    assert!(message(&["z=F0-19"]).contains("no column \"z\""));
    assert!(message(&["a"]).contains("\"a\" names no ages"));
    assert!(message(&["a=F0-19", "b=F30+"]).contains("the ages 20 to 29"));
}

#[test]
fn what_cannot_be_is_told_with_its_row() {
    let message = |text: &str| read(text).unwrap_err().to_string();
    let header = "code,partPop0_14,partPop15p";
    assert!(
        message(&format!("{header}\nQN06201M,30,80\n"))
            .contains("row 1: the shares of QN06201M add up to 110 %")
    );
    assert!(
        message(&format!("{header}\nQN06201M,130,-30\n"))
            .contains("value -30 in column partPop15p: it is below zero")
    );
    assert!(message(&format!("{header}\nQN06201M,30,trente\n")).contains("row 1: \"trente\""));
    assert!(message("code,partPop0_14\nQN06201M,30\n").contains("the ages 15 and more"));
    assert!(message("code,n\nQN06201M,30\n").contains("no column names ages"));
    assert!(message("nom,0-14,15+\nx,30,70\n").contains("no column holds codes"));
    let women = "code,P20_POP0014,P20_POP15P,P20_F0014,P20_F15P\nQN06201M,10,10,11,5\n";
    assert!(message(women).contains("more women than inhabitants"));
    let both = format!("{header}\nQN06201M,30,70\nQP062001,30,70\n");
    assert!(message(&both).contains("another generation"));
}
