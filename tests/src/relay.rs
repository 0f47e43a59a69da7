//! A relay before a server. An answer does not come through before the poll has ended that asked for it, so each round
//! trip is pending once at least, however soon the server answers and however late the client looks.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;

use crate::polls::polls_ended;

/// It ends with the process.
pub struct Relay {
    address: SocketAddr,
}

impl Relay {
    /// One that passes everything on as it is.
    pub fn start(server: impl ToSocketAddrs + Send + 'static) -> Relay {
        Relay::changing(server, |_| ())
    }

    /// One that changes what clients say, but not how long it is.
    pub fn changing(
        server: impl ToSocketAddrs + Send + 'static,
        change: impl Fn(&mut [u8]) + Copy + Send + 'static,
    ) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for client in listener.incoming() {
                // To a client it is as if the server had refused it or had gone away.
                let Ok(client) = client else { continue };
                let Ok(server) = TcpStream::connect(&server) else { continue };
                pass(&client, &server, change);
                pass(&server, &client, |_| polls_ended());
            }
        });
        Relay { address }
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// What is written at once arrives in one piece, unless it is long.
fn pass(from: &TcpStream, to: &TcpStream, before: impl Fn(&mut [u8]) + Send + 'static) {
    let mut from = from.try_clone().expect("a socket");
    let mut to = to.try_clone().expect("a socket");
    to.set_nodelay(true).expect("a socket");
    thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let piece = &mut buffer[..length];
            before(piece);
            if to.write_all(piece).is_err() {
                break;
            }
        }
        // It may be closed already.
        let _ = to.shutdown(Shutdown::Write);
    });
}
