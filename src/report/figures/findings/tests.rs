//! Titles for none, one and many.

use super::*;

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn contours_are_counted_as_one_says_it() {
    let told = |counts| plain(&changed_contours("Lot", counts, Lang::Fr));
    assert_eq!(
        told((64, 51, 1)),
        "Lot : 51 quartiers sur 64 ont changé de contour, 1 est nouveau"
    );
    assert_eq!(
        told((3, 2, 0)),
        "Lot : 2 quartiers sur 3 ont changé de contour"
    );
    assert_eq!(
        told((3, 1, 2)),
        "Lot : 1 quartier sur 3 a changé de contour, 2 sont nouveaux"
    );
    assert_eq!(
        told((3, 0, 0)),
        "Lot : aucun des 3 quartiers n'a changé de contour"
    );
    assert_eq!(
        told((3, 3, 0)),
        "Lot : les 3 quartiers ont changé de contour"
    );
    assert_eq!(told((2, 0, 2)), "Lot : les 2 quartiers sont nouveaux");
    assert_eq!(told((1, 1, 0)), "Lot : le quartier a changé de contour");
    assert_eq!(told((1, 0, 0)), "Lot : le quartier garde son contour");
    assert_eq!(
        told((1, 0, 1)),
        "Lot : un nouveau quartier, le seul en 2024"
    );
    assert_eq!(told((0, 0, 0)), "Lot : plus aucun quartier en 2024");
    let told = |counts| changed_contours("Lot", counts, Lang::En);
    assert_eq!(
        told((3, 1, 1)),
        "Lot: 1 of 3 quartiers changed its contour, 1 is new"
    );
    assert_eq!(told((1, 1, 0)), "Lot: the quartier changed its contour");
    let told = |counts| plain(&kept_contours("France", counts, Lang::Fr));
    assert_eq!(
        told((1584, 1, 0)),
        "France : sur 1 584 quartiers de 2024, 1 garde son contour et 0 est nouveau"
    );
}

#[test]
fn small_areas_are_in_hectares_and_what_is_nothing_is_not_told() {
    let told = |areas| plain(&kept_gained_lost("Lot", areas, Lang::Fr));
    assert_eq!(
        told([20.5e6, 8.6e6, 1.2e6]),
        "Lot : 20,5 km² restent prioritaires, 8,6 le deviennent, 1,2 ne l'est plus"
    );
    assert_eq!(
        told([25.9e4, 1.6e4, 0.0]),
        "Lot : 25,9 ha restent prioritaires, 1,6 le devient"
    );
    assert_eq!(
        told([0.0, 12.7e4, 0.0]),
        "Lot : 12,7 ha deviennent prioritaires"
    );
    assert_eq!(
        told([0.0, 0.0, 1.5e4]),
        "Lot : 1,5 ha n'est plus prioritaire"
    );
    assert_eq!(
        told([34.4e6, 331.8e6, 2e4]),
        "Lot : 34 km² restent prioritaires, 332 le deviennent"
    );
    assert_eq!(
        plain(&kept_gained_lost("Lot", [9e5, 1e4, 2e3], Lang::En)),
        "Lot: 90.0 ha stay in a quartier, 1.0 enters one, 0.2 leave one"
    );
}

#[test]
fn two_perimeters_are_told_for_none_one_and_many() {
    let told = |counts, areas| plain(&both_perimeters("Lot", counts, areas, Lang::Fr));
    let small = [26.3e4, 27.5e4];
    assert_eq!(
        told([1, 1], small),
        "Lot : 27,5 ha prioritaires, au lieu de 26,3 en 2015"
    );
    assert_eq!(
        told([0, 1], [0.0, 12.7e4]),
        "Lot : 1 quartier prioritaire, sur 12,7 ha, aucun en 2015"
    );
    assert_eq!(
        told([2, 0], [12.7e4, 0.0]),
        "Lot : 2 quartiers prioritaires en 2015, sur 12,7 ha, plus aucun en 2024"
    );
    assert_eq!(
        told([3, 3], [0.8e6, 2.9e6]),
        "Lot : toujours 3 quartiers prioritaires, sur 2,9 km² au lieu de 0,8"
    );
    assert_eq!(
        told([2, 1], small),
        "Lot : de 2 à 1 quartier prioritaire, de 26,3 à 27,5 ha"
    );
    assert_eq!(
        plain(&areas("Lot", [0.0, 12.7e4], Lang::Fr)),
        "Lot : 12,7 ha de quartiers dans les périmètres 2024, aucun en 2015"
    );
}

#[test]
fn people_and_densities_are_told_for_one_few_and_many() {
    assert_eq!(
        plain(&inhabitants("Lot", 1.0, 1, Lang::Fr)),
        "Lot : 1 habitant dans un quartier prioritaire"
    );
    let each = |sorted: &[f64]| inhabitants_each("Lot", sorted, Lang::Fr).map(|t| plain(&t));
    assert_eq!(
        each(&[1050.0]).unwrap(),
        "Lot : 1 050 habitants dans le quartier"
    );
    assert_eq!(
        each(&[40.0, 1050.0]).unwrap(),
        "Lot : de 40 à 1 050 habitants par quartier"
    );
    assert_eq!(each(&[]), None);
    let told = |sorted: &[f64]| densities("Lot", sorted, Lang::Fr).map(|t| plain(&t));
    assert_eq!(told(&[412.4]).unwrap(), "Lot : 412 habitants au km²");
    assert_eq!(
        told(&[412.4, 19_149.0]).unwrap(),
        "Lot : de 412 à 19 100 habitants au km² selon le quartier"
    );
    assert_eq!(
        told(&[1.0, 2.0, 3_333.0, 4e3, 5e3]).unwrap(),
        "Lot : un quartier sur deux dépasse 3 330 habitants au km²"
    );
    assert_eq!(told(&[]), None);
}

#[test]
fn addresses_are_told_for_none_one_and_many() {
    let told = |inside: &str, quartiers| {
        plain(&addresses_inside(
            "Lot",
            inside,
            (1200, quartiers),
            2024,
            Lang::Fr,
        ))
    };
    assert_eq!(
        told("0", 0),
        "Lot : aucune adresse sur 1 200 dans un quartier prioritaire de 2024"
    );
    assert_eq!(
        told("1", 1),
        "Lot : 1 adresse sur 1 200 dans 1 quartier prioritaire de 2024"
    );
    assert_eq!(
        told("moins de 11", 2),
        "Lot : moins de 11 adresses sur 1 200 dans 2 quartiers prioritaires de 2024"
    );
}
