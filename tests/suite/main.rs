//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod bad_input;
mod contract;
mod edition;
mod grants;
mod health;
mod house;
mod import;
mod logs;
mod mail;
mod rules;
mod servers;
mod starting;
mod telemetry;
mod tenancy;
