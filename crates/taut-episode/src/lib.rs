//! One person's episode: judged, planned, checked in, kept and read back.
