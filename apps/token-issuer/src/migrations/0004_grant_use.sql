-- Whether a device was connected, rather than an application in a browser.
ALTER TABLE grants ADD COLUMN device boolean NOT NULL DEFAULT false;

-- Every refresh writes a new answer. In the row it is gone with the old version, which the next refresh clears
-- away; beside the table it would stay until the next vacuum. So it stays in the row while two versions fit
-- into a page. It is encrypted: compressing it would gain nothing.
ALTER TABLE grants ALTER COLUMN sealed_answer SET STORAGE EXTERNAL;
ALTER TABLE grants SET (toast_tuple_target = 3600);
