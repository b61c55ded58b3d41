//! Whose base rates apply, as a flag.

use clap::ValueEnum;
use taut_reason::Setting;

/// Whose base rates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SettingArg {
    /// People who ask at home
    Home,
    /// People in a physical-therapy clinic
    PtClinic,
}

impl From<SettingArg> for Setting {
    fn from(setting: SettingArg) -> Self {
        match setting {
            SettingArg::Home => Self::Home,
            SettingArg::PtClinic => Self::PtClinic,
        }
    }
}
