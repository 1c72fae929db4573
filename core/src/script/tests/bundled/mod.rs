//! The bundled scripts.
