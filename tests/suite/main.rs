//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod edition;
mod health;
mod house;
mod identity;
mod mode;
mod servers;
mod tenancy;
mod tls;
