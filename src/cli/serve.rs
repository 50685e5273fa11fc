//! `qpv serve`: the geocoder as a service on this machine.

use super::Common;
use super::failure::{Done, Failure};
use super::geocode::{open, quartiers};
use clap::Args;
use qpv::perimeter::Generation;
use qpv::serve::{self, Service};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Answer like the BAN's own service: /search/, /reverse/, /search/csv/, /reverse/csv/
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    qpv serve --ban ban-62.qpvban --perimeters qp2015.zip --perimeters qp2024.zip\n  \
    curl 'http://127.0.0.1:7878/search/?q=12+rue+de+la+paix+62000+arras'\n  \
    curl -F data=@liste.csv -F columns=adresse http://127.0.0.1:7878/search/csv/")]
pub struct ServeArgs {
    /// An index made by `qpv ban index`, or BAN files (default: the BAN files in the data folder)
    #[arg(long, value_name = "PATH", num_args = 1..)]
    ban: Vec<PathBuf>,
    /// File of perimeters, whose quartiers answers name; repeat for several (default: the
    /// official files in the data folder, where it has them)
    #[arg(long, value_name = "PATH")]
    perimeters: Vec<PathBuf>,
    /// Where to listen; other machines see the service only when this is not a loopback address
    #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
}

pub fn run(args: &ServeArgs, common: &Common) -> Result<Done, Failure> {
    let geocoder = open(&args.ban, common)?;
    let mut has_perimeters = !args.perimeters.is_empty();
    for generation in Generation::ALL {
        has_perimeters |= common
            .official_pack(generation)
            .is_ok_and(|pack| pack.is_some());
    }
    let quartiers = if has_perimeters {
        Some(quartiers(&args.perimeters, common)?)
    } else {
        common.say("answers name no quartiers: there are no perimeters in the data folder");
        None
    };
    let service = Service {
        geocoder,
        quartiers,
    };
    if !args.listen.ip().is_loopback() {
        common.say("other machines can reach this service: it asks for no password");
    }
    serve::run(service, args.listen, |address| {
        common.say(format_args!(
            "listening on http://{address}/ (interrupt to stop)"
        ));
    })
    .map_err(|e| {
        Failure::new(
            format!("{}: {e}", args.listen),
            "choose another address or port with --listen",
        )
    })?;
    Ok(Done::Complete)
}
