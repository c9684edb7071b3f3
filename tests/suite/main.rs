//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod audit;
mod edition;
mod health;
mod house;
mod servers;
mod tenancy;
