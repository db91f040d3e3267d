// A folder that has only headers still makes a library; this is its one source.
