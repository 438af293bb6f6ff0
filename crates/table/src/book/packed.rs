//! Deflate (RFC 1951) on a thread of its own, kept aside until it is put into an archive.
//!
//! A deflate stream is a row of blocks, so what stands before and after the rows of a sheet may be
//! packed later and by itself: the pieces behind each other are one stream.

use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crc32fast::Hasher as Crc;
use flate2::{Compress, Compression, FlushCompress, Status};
use tempfile::SpooledTempFile;

/// Packed bytes that are held before they go to a file; most sheets never need one.
const HELD_BYTES: usize = 1 << 20;

/// Chunks that may wait for the thread.
const CHUNKS_WAITING: usize = 4;

/// Level 1 halves the time of level 6 and costs a third more bytes.
const LEVEL: u32 = 1;

/// A piece of a deflate stream that ends at a whole byte.
pub(super) struct Packed {
    content: SpooledTempFile,
    /// Of what was packed.
    pub(super) crc: Crc,
    /// Bytes in the stream.
    pub(super) bytes: u64,
    /// Bytes that were packed.
    pub(super) unpacked: u64,
}

impl Packed {
    fn new(folder: &Path) -> Self {
        let content = tempfile::spooled_tempfile_in(HELD_BYTES, folder);
        Self { content, crc: Crc::new(), bytes: 0, unpacked: 0 }
    }

    /// Packs something short; `is_end` where nothing comes behind it.
    pub(super) fn of(text: &[u8], is_end: bool) -> io::Result<Self> {
        let mut packed = Self::new(&std::env::temp_dir());
        let flush = if is_end { FlushCompress::Finish } else { FlushCompress::Sync };
        packed.add(&mut compress(), text, flush)?;
        Ok(packed)
    }

    fn add(&mut self, compress: &mut Compress, text: &[u8], how: FlushCompress) -> io::Result<()> {
        self.crc.update(text);
        self.unpacked += text.len() as u64;
        let mut room = Vec::with_capacity(64 << 10);
        let mut taken = 0;
        loop {
            let before = compress.total_in();
            let status = compress.compress_vec(&text[taken..], &mut room, how)?;
            taken += usize::try_from(compress.total_in() - before).unwrap_or(usize::MAX);
            let is_full = room.len() == room.capacity();
            self.content.write_all(&room)?;
            self.bytes += room.len() as u64;
            room.clear();
            if taken == text.len() && !is_full || status == Status::StreamEnd {
                return Ok(());
            }
        }
    }

    /// The piece, from its beginning.
    pub(super) fn read(&mut self) -> io::Result<&mut impl Read> {
        self.content.rewind()?;
        Ok(&mut self.content)
    }
}

fn compress() -> Compress {
    Compress::new(Compression::new(LEVEL), false)
}

/// Packs chunks as they come.
pub(super) struct Packer {
    chunks: SyncSender<Vec<u8>>,
    thread: Option<JoinHandle<io::Result<Packed>>>,
}

impl Packer {
    /// Begins; what doesn't fit memory goes into an unnamed file in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        let (chunks, waiting) = sync_channel(CHUNKS_WAITING);
        let packed = Packed::new(folder);
        Self { chunks, thread: Some(thread::spawn(move || pack(packed, &waiting))) }
    }

    /// Adds a chunk.
    pub(super) fn push(&mut self, chunk: Vec<u8>) -> io::Result<()> {
        match self.chunks.send(chunk) {
            Ok(()) => Ok(()),
            // Nobody takes it: the thread has ended, and it knows why.
            Err(_) => self.joined().and(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Adds the last chunk and gives all that was packed.
    pub(super) fn finish(mut self, last: Vec<u8>) -> io::Result<Packed> {
        self.push(last)?;
        // Without a sender the thread's loop ends.
        self.chunks = sync_channel(0).0;
        self.joined()
    }

    fn joined(&mut self) -> io::Result<Packed> {
        let Some(thread) = self.thread.take() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn pack(mut packed: Packed, waiting: &Receiver<Vec<u8>>) -> io::Result<Packed> {
    let mut compress = compress();
    for chunk in waiting {
        packed.add(&mut compress, &chunk, FlushCompress::None)?;
    }
    packed.add(&mut compress, &[], FlushCompress::Sync)?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use crc32fast::Hasher as Crc;
    use flate2::read::DeflateDecoder;

    use super::{Packed, Packer};

    #[test]
    fn pieces_behind_each_other_are_one_stream() {
        let folder = std::env::temp_dir();
        let mut packer = Packer::new(&folder);
        let mut whole = b"before".to_vec();
        for chunk in 0..40_u32 {
            // Some that packs well and some that doesn't.
            let noise =
                (0..50_000_u32).map(|at| (at.wrapping_mul(at ^ chunk) >> 7).to_le_bytes()[0]);
            let chunk: Vec<u8> = if chunk % 3 == 0 { vec![b'a'; 300_000] } else { noise.collect() };
            whole.extend_from_slice(&chunk);
            packer.push(chunk).unwrap();
        }
        whole.extend_from_slice(b"lastbehind");
        let before = Packed::of(b"before", false).unwrap();
        let rows = packer.finish(b"last".to_vec()).unwrap();
        let behind = Packed::of(b"behind", true).unwrap();
        let (mut stream, mut crc) = (Vec::new(), Crc::new());
        for mut piece in [before, rows, behind] {
            let begun = stream.len();
            piece.read().unwrap().read_to_end(&mut stream).unwrap();
            assert_eq!((stream.len() - begun) as u64, piece.bytes);
            crc.combine(&piece.crc);
        }
        let mut unpacked = Vec::new();
        DeflateDecoder::new(&stream[..]).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == whole);
        let mut expected = Crc::new();
        expected.update(&whole);
        assert_eq!(crc.finalize(), expected.finalize());
    }
}
