"""The icons: 16 × 16, drawn with lines, always beside a word."""

# ruff: noqa: E501 - the path of a drawing is one word

CIRCLE = '<circle cx="8" cy="8" r="5.6"/>'

ICONS = {
    # places
    "inbox": '<path d="M2 9.5 4 3.5h8l2 6v3.5H2z"/><path d="M2 9.5h3.4c.3 1.3 1.2 2 2.6 2s2.3-.7 2.6-2H14"/>',
    "chat": '<path d="M2.2 3h11.6v7.6H7.4L4.4 13.4v-2.8H2.2z"/>',
    "flag": '<path d="M3.4 14V2.4h8.8L10.4 5.6l1.8 3.2H3.4"/>',
    "policy": '<path d="M4 2.4h5.6L12.4 5v8.6H4z"/><path d="m6 9.2 1.4 1.4 2.8-3"/>',
    "company": '<path d="M2 13.6h12M3.2 13.6V7l3.6-2.4V7l3.6-2.4v9M12.8 13.6V2.4h-2.4"/>',
    "people": '<circle cx="6" cy="5.4" r="2.5"/><path d="M1.6 13.4c.3-2.6 2-4 4.4-4s4.1 1.4 4.4 4M10.6 3.2a2.5 2.5 0 0 1 0 4.4M12 9.8c1.4.5 2.2 1.7 2.4 3.6"/>',
    "match": '<path d="M2 5h9.2M8.8 2.4 11.4 5 8.8 7.6M14 11H4.8M7.2 8.4 4.6 11l2.6 2.6"/>',
    "class": '<path d="M4 2.2v6.4h8M4 8.6v5.2M12 8.6v5.2M12 2.2v0"/>',
    "euro": '<path d="M12.4 3.8A5 5 0 0 0 4.6 8a5 5 0 0 0 7.8 4.2M2.4 6.8h7M2.4 9.2h7"/>',
    "sheet": '<path d="M3 2.6h8.4A1.6 1.6 0 0 1 13 4.2v9.2H4.4A1.4 1.4 0 0 1 3 12zM5.6 5.6h4.6M5.6 8.2h4.6"/>',
    "chart": '<path d="M2.4 13.6h11.2M4.2 11V7.4M8 11V3M11.8 11V5.6"/>',
    "calendar": '<path d="M2.6 3.8h10.8v9.6H2.6zM2.6 6.8h10.8M5.4 2.2v3M10.6 2.2v3"/>',
    "settings": '<path d="M2.4 4.6h6M11.6 4.6h2M2.4 11.4h2M7.6 11.4h6"/><circle cx="10" cy="4.6" r="1.6"/><circle cx="6" cy="11.4" r="1.6"/>',
    "book": '<path d="M8 4.2C6.6 3 4.8 2.6 2.4 2.6v9.6c2.4 0 4.2.4 5.6 1.6 1.4-1.2 3.2-1.6 5.6-1.6V2.6C11.2 2.6 9.4 3 8 4.2zM8 4.2v9.6"/>',
    "user": '<circle cx="8" cy="5.2" r="2.8"/><path d="M2.6 13.8c.5-3 2.4-4.6 5.4-4.6s4.9 1.6 5.4 4.6"/>',
    # acts
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "print": '<path d="M4.4 6V2.4h7.2V6M4.4 11.4H2.4V6h11.2v5.4h-2M4.4 9.4h7.2v4.2H4.4z"/>',
    "download": '<path d="M8 2.6v7.2M5.2 7.2 8 10l2.8-2.8M2.6 13.2h10.8"/>',
    "upload": '<path d="M8 10V2.8M5.2 5.6 8 2.8l2.8 2.8M2.6 10v3.2h10.8V10"/>',
    "up": '<path d="M8 9.8V2.6M5.2 5.2 8 2.4l2.8 2.8M2.6 13.2h10.8"/>',
    "ascending": '<path d="M8 13V3M4.6 6.4 8 3l3.4 3.4"/>',
    "descending": '<path d="M8 3v10M4.6 9.6 8 13l3.4-3.4"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "menu": '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>',
    "logout": '<path d="M9.6 2.6H3v10.8h6.6M6.6 8h7.2M11 5.2 13.8 8 11 10.8"/>',
    "link": '<path d="M6.6 9.4 9.4 6.6M7.2 4.6l1.5-1.5a3 3 0 0 1 4.2 4.2l-1.5 1.5M8.8 11.4l-1.5 1.5a3 3 0 0 1-4.2-4.2l1.5-1.5"/>',
    "edit": '<path d="m3 13 .6-3L10.8 2.8l2.4 2.4L6 12.4zM9.2 4.4l2.4 2.4"/>',
    "trash": '<path d="M2.8 4.4h10.4M6 4.4V2.6h4v1.8M4.2 4.4l.6 9h6.4l.6-9"/>',
    "mail": '<path d="M2.2 3.6h11.6v8.8H2.2zM2.4 4l5.6 4.6L13.6 4"/>',
    "clock": CIRCLE + '<path d="M8 4.8V8l2.2 1.6"/>',
    # states
    "lock": '<rect x="3.2" y="7" width="9.6" height="6.6" rx="1.2"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>',
    "check": '<path d="m3 8.5 3.2 3.2L13 5"/>',
    "done": '<circle cx="8" cy="8" r="6.2" fill="currentColor" stroke="none"/><path d="m5 8.2 2.1 2.1L11 6.2" stroke="#fff"/>',
    "half": CIRCLE + '<path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" stroke="none"/>',
    "ring": CIRCLE,
    "stop": CIRCLE + '<path d="M5.2 8h5.6"/>',
    "warn": '<path d="M8 2.2 14.4 13.4H1.6z"/><path d="M8 6.6v3M8 11.6v.01"/>',
}
