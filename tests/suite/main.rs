//! One binary for what needs more than one service: its tests share servers, and link once.

mod access;
mod contract;
mod edition;
mod house;
mod logs;
mod mail;
mod servers;
mod telemetry;
mod tenancy;
