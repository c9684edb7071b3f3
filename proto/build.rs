//! Compiles the contract: the descriptor set with every option and comment, the messages, clients and servers, and what
//! prost leaves out, namely which rpc a request belongs to and which messages are events (`build/contract.rs`).

#[path = "build/contract.rs"]
mod contract;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=aceleracion");
    println!("cargo:rerun-if-changed=buf");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(files(Path::new("aceleracion"))?)?;

    // Encoded by protox: a prost FileDescriptorSet would have lost our options.
    fs::write(out.join("descriptor_set.bin"), compiler.encode_file_descriptor_set())?;
    let pool = compiler.descriptor_pool();
    fs::write(out.join("contract.rs"), contract::generate(&pool))?;
    // What messages of ours look like in a log is for `redacted.rs` to say.
    let ours = contract::messages(&pool).map(|message| format!(".{}", message.full_name()));
    tonic_prost_build::configure().skip_debug(ours).compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

/// The `.proto` files below `folder`, in the order of their paths.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
