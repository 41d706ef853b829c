//! The authorization server over HTTP, on this machine alone: a double for integration tests.
//!
//! ```sh
//! cargo run --no-default-features --example authorization_server -- --port 9000 --auto-approve alice
//! ```
//!
//! It protects nothing: its signing key is printed in its source, and anybody may register a
//! client.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::{BadOption, Setup};
use oauth_flow_simulator::ground::clock::Timestamp;
use serde_json::json;

const USAGE: &str = "\
An authorization server on this machine, as a double for tests. It protects nothing.

  --port PORT          where it listens on 127.0.0.1: 9000 unless set, a free one for 0
  --profile PROFILE    oauth-2.0, rfc-9700, oauth-2.1 (unless set) or fapi-2.0
  --auto-approve USER  signs this user in and approves whenever a page asks
  --seed N             where all random values come from; the time unless set
  --options FILE       clients, users, policy and more as JSON, under the names of the
                       JavaScript interface
  --help               prints this
";

/// What a shell takes for wrong arguments.
const WRONG_ARGUMENTS: u8 = 2;

/// The largest body that is read, in bytes. Requests of this protocol have some thousand.
const LARGEST_BODY: usize = 64 * 1024;
/// The largest head that is read, in bytes.
const LARGEST_HEAD: usize = 32 * 1024;
/// How long a client may take to send the head of a request, and then its body.
const SLOWEST: Duration = Duration::from_secs(5);

type Shared = Rc<RefCell<Deployment>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Err(problem) = run(words.into_iter());
    match problem {
        Problem::Arguments(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            ExitCode::from(WRONG_ARGUMENTS)
        }
        Problem::Machine(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Why the server does not run, or runs no more.
enum Problem {
    /// It was asked for something that there is not.
    Arguments(String),
    Machine(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Machine(error)
    }
}

fn run(words: impl Iterator<Item = String>) -> Result<Infallible, Problem> {
    let arguments = Arguments::read(words).map_err(Problem::Arguments)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))?;
    let origin = format!("http://{}", listener.local_addr()?);
    let setup = arguments.setup(&origin).map_err(wrong)?;
    let seed = setup.seed.unwrap_or(now().0);
    let deployment = Deployment::new(&setup, seed).map_err(wrong)?;
    println!("An authorization server for tests. It protects nothing: its key is published.");
    println!("issuer    {}", setup.issuer);
    println!("API       {0}/photos and {0}/reports", setup.resource);
    println!("profile   {}, seed {seed}", setup.profile);
    // One thread: the server is one state, and answers within milliseconds.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let serving = serve(listener, setup.issuer, Rc::new(RefCell::new(deployment)));
    Ok(tokio::task::LocalSet::new().block_on(&runtime, serving)?)
}

fn wrong(option: BadOption) -> Problem {
    Problem::Arguments(option.to_string())
}

/// What was asked for on the command line.
struct Arguments {
    port: u16,
    profile: Option<String>,
    auto_approve: Option<String>,
    seed: Option<u64>,
    /// The text of the file with further options.
    options: String,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
        let mut arguments = Arguments {
            port: 9000,
            profile: None,
            auto_approve: None,
            seed: None,
            options: "{}".to_owned(),
        };
        while let Some(name) = words.next() {
            let value = words.next();
            let value = value.ok_or_else(|| format!("{name} needs a value"))?;
            let number = |_| format!("{name} takes a number, not {value}");
            match name.as_str() {
                "--port" => arguments.port = value.parse().map_err(number)?,
                "--profile" => arguments.profile = Some(value),
                "--auto-approve" => arguments.auto_approve = Some(value),
                "--seed" => arguments.seed = Some(value.parse().map_err(number)?),
                "--options" => {
                    let text = std::fs::read_to_string(&value);
                    arguments.options = text.map_err(|error| format!("{value}: {error}"))?;
                }
                _ => return Err(format!("{name} is unknown")),
            }
        }
        Ok(arguments)
    }

    /// The options of the file, and over them those of the command line. Anybody may register a
    /// client unless the file says otherwise.
    fn setup(&self, origin: &str) -> Result<Setup, BadOption> {
        let mut setup = Setup::parse(&self.options)?;
        setup.resource = format!("{origin}/api");
        setup.issuer = origin.to_owned();
        setup.profile = self.profile.clone().unwrap_or(setup.profile);
        setup.auto_approve = self.auto_approve.clone().or(setup.auto_approve);
        setup.seed = self.seed.or(setup.seed);
        let registrants = setup.policy.entry("registrants");
        registrants.or_insert(json!("everybody"));
        Ok(setup)
    }
}

async fn serve(
    listener: TcpListener,
    issuer: String,
    deployment: Shared,
) -> io::Result<Infallible> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (deployment, issuer) = (deployment.clone(), issuer.clone());
        let service =
            service_fn(move |request| answer(deployment.clone(), issuer.clone(), request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(SLOWEST)
            .max_buf_size(LARGEST_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        // A connection that breaks concerns nobody but its client.
        tokio::task::spawn_local(async { drop(connection.await) });
    }
}

async fn answer(
    deployment: Shared,
    issuer: String,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (mut head, body) = request.into_parts();
    let reading = Limited::new(body, LARGEST_BODY).collect();
    let body = match tokio::time::timeout(SLOWEST, reading).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Ok(Err(_)) => return Ok(plain(StatusCode::BAD_REQUEST)),
        Err(_) => return Ok(plain(StatusCode::REQUEST_TIMEOUT)),
    };
    // The server looks at absolute addresses, and is reached under one name only: a request for
    // another host comes from a page that has pointed its own name at this machine.
    let host = head.headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_ours = issuer == format!("http://{host}");
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let Ok(address) = Uri::try_from(format!("{issuer}{target}")) else {
        return Ok(plain(StatusCode::BAD_REQUEST));
    };
    if !is_ours {
        return Ok(plain(StatusCode::MISDIRECTED_REQUEST));
    }
    head.uri = address;
    let request = Request::from_parts(head, body.to_bytes().to_vec());
    let handled = deployment.borrow_mut().handle(&request, now());
    Ok(match handled {
        Some(handled) => handled.response.map(|body| Full::new(Bytes::from(body))),
        None => plain(StatusCode::NOT_FOUND),
    })
}

/// An answer that the server itself has no part in.
fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| since.as_secs()))
}
