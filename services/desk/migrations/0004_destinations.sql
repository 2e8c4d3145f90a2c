-- Deliveries to one destination, the newest first. Part of the projection.
CREATE INDEX deliveries_by_destination ON deliveries (
    json_extract(CAST(body AS TEXT), '$.destination'),
    json_extract(CAST(body AS TEXT), '$.at'),
    notice_id
) WHERE json_extract(CAST(body AS TEXT), '$.destination') IS NOT NULL;
