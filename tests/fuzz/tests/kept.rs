//! Inputs that were kept: samples of what is right, and everything that was once read wrongly.

use std::{fs, path::Path};

#[test]
fn every_input_that_was_kept_is_read_or_refused_as_it_should_be() {
    for (name, read) in fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept").join(name);
        let kept: Vec<_> = fs::read_dir(&folder).expect("a folder for each target").flatten().collect();
        assert!(!kept.is_empty(), "{name} has no sample to begin with");
        for file in kept {
            println!("{}", file.path().display());
            read(&fs::read(file.path()).expect("a file"));
        }
    }
}

/// Without a fuzzer's help: parts of what is right, put together by chance that is the same each time.
#[test]
fn what_is_made_of_pieces_of_the_right_is_read_or_refused_as_it_should_be() {
    for (name, read) in fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept").join(name);
        let kept: Vec<Vec<u8>> = fs::read_dir(folder)
            .expect("a folder")
            .flatten()
            .map(|file| fs::read(file.path()).expect("a file"))
            .collect();
        let mut chance = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..300 {
            let mut made = Vec::new();
            for _ in 0..3 {
                let piece = &kept[below(&mut chance, kept.len())];
                let (from, to) = (below(&mut chance, piece.len() + 1), below(&mut chance, piece.len() + 1));
                made.extend_from_slice(&piece[from.min(to)..from.max(to)]);
                if below(&mut chance, 4) == 0 {
                    made.push(below(&mut chance, 256) as u8);
                }
            }
            read(&made);
        }
    }
}

fn below(chance: &mut u64, end: usize) -> usize {
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    (*chance % end as u64) as usize
}
