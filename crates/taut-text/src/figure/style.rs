//! Colours and line styles of every figure, for light and dark surroundings.

/// The style sheet. Levels go from pale blue over yellow and orange to dark red-brown: lightness falls from step to step, so
/// that the order survives colour blindness and grey print; width, dashes and the count of fibres say the same again.
pub(crate) const SHEET: &str = "\
svg { --paper:#ffffff; --ink:#22262b; --soft:#5d656e; --line:#c9ced4; --skin:#efe6dd; --edge:#9c8f83; --bone:#fffdf9; --bone-edge:#8f8479; --far:#ddd3c9; --block:#e3e6ea; --casing:#2b2b2b; --l0:#b9cfe4; --l1:#f6dc85; --l2:#ee8f3c; --l3:#a3271b; }
@media (prefers-color-scheme: dark) { svg { --paper:#14171b; --ink:#e8eaed; --soft:#a9b1ba; --line:#4a515a; --skin:#4a4541; --edge:#8d8177; --bone:#6d6660; --bone-edge:#a79c92; --far:#36322f; --block:#2b3037; --casing:#0b0c0e; --l0:#5f7f9e; --l1:#f2d675; --l2:#f0943f; --l3:#e0452f; } }
.paper { fill:var(--paper); }
text { font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif; font-size:13px; fill:var(--ink); }
.name { font-size:16px; font-weight:600; }
.step { font-weight:600; }
.note, .tick { fill:var(--soft); font-size:12px; }
path { stroke-linejoin:round; stroke-linecap:round; }
.skin { fill:var(--skin); stroke:var(--edge); stroke-width:3; paint-order:stroke; }
.far .skin { fill:var(--far); }
.bone { fill:var(--bone); stroke:var(--bone-edge); stroke-width:0.8; opacity:0.85; }
.far .bone { opacity:0.35; }
.belly { stroke:var(--casing); stroke-width:1; }
.fibre { fill:none; stroke:var(--casing); stroke-width:0.8; opacity:0.7; }
.band { fill:none; stroke:var(--soft); stroke-width:2.5; }
.casing, .core { fill:none; }
.casing { stroke:var(--casing); }
.l0 .belly { fill:var(--l0); } .l1 .belly { fill:var(--l1); } .l2 .belly { fill:var(--l2); } .l3 .belly { fill:var(--l3); }
.l0 .core { stroke:var(--l0); stroke-width:2; stroke-dasharray:5 5; } .l0 .casing { stroke-width:3.4; }
.l1 .core { stroke:var(--l1); stroke-width:3; } .l1 .casing { stroke-width:4.6; }
.l2 .core { stroke:var(--l2); stroke-width:4.5; } .l2 .casing { stroke-width:6.1; }
.l3 .core { stroke:var(--l3); stroke-width:6; } .l3 .casing { stroke-width:7.6; }
.muscle.far, .nerve.far { opacity:0.45; }
.floor { fill:none; stroke:var(--soft); stroke-width:2; }
.block { fill:var(--block); stroke:var(--line); stroke-width:1; }
.mat { fill:var(--block); stroke:none; }
.bar-l0 { fill:var(--l0); } .bar-l1 { fill:var(--l1); } .bar-l2 { fill:var(--l2); } .bar-l3 { fill:var(--l3); }
.span { stroke:var(--ink); stroke-width:1.2; fill:none; }
";
