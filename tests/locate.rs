//! `qpv locate`, as people run it.

use assert_cmd::Command;

fn qpv() -> Command {
    Command::cargo_bin("qpv").unwrap()
}

#[test]
fn a_table_or_a_point_is_asked_for() {
    qpv().arg("locate").assert().code(2);
}
