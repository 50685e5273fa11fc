//! The command `qpv`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
