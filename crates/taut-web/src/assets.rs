//! Style sheet, scripts and icon: inside the program, compressed once, under names that change with their content.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// Name, media type, content.
const FILES: [(&str, &str, &[u8]); 7] = [
    ("taut.css", "text/css; charset=utf-8", include_bytes!("../assets/taut.css")),
    ("taut.js", "text/javascript; charset=utf-8", include_bytes!("../assets/taut.js")),
    ("chart.js", "text/javascript; charset=utf-8", include_bytes!("../assets/chart.js")),
    ("explorer.js", "text/javascript; charset=utf-8", include_bytes!("../assets/explorer.js")),
    (
        "differential.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/differential.js"),
    ),
    ("timer.js", "text/javascript; charset=utf-8", include_bytes!("../assets/timer.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
];

#[derive(Debug)]
struct Asset {
    name: &'static str,
    path: String,
    media_type: &'static str,
    plain: &'static [u8],
    packed: Bytes,
}

/// The style sheet of figures comes from whoever draws them.
static FIGURES: LazyLock<String> = LazyLock::new(taut_text::figure::figure_sheet);

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let figures = ("figures.css", "text/css; charset=utf-8", FIGURES.as_bytes());
    FILES
        .into_iter()
        .chain([figures])
        .map(|(name, media_type, plain)| {
            let digest = Sha256::digest(plain);
            let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
            let path = format!("/assets/{short}/{name}");
            Asset { name, path, media_type, plain, packed: packed(plain) }
        })
        .collect()
});

fn packed(plain: &[u8]) -> Bytes {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing into memory does not fail.
    let _ = packer.write_all(plain);
    packer.finish().unwrap_or_default().into()
}

/// The path of an asset; of none that is not there.
#[must_use]
pub fn path(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.path)
}

/// Serves an asset for good: another content has another path.
pub async fn serve(Path((digest, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let wanted = format!("/assets/{digest}/{name}");
    let Some(asset) = ASSETS.iter().find(|asset| asset.path == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    if accepts.is_some_and(|value| value.split(',').any(|v| v.trim().starts_with("gzip"))) {
        let body = asset.packed.clone();
        (fixed, [(header::CONTENT_ENCODING, "gzip")], body).into_response()
    } else {
        (fixed, asset.plain).into_response()
    }
}
