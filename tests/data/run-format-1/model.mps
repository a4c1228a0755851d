NAME unknown
OBJSENSE
    MAX
ROWS
 N OBJECTIVE
 L time
 E late[0x1]
 E late['1e3']
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    accept['007'] OBJECTIVE 100.5
    accept['007'] time 10.0
    accept['012'] OBJECTIVE 180.0
    accept['012'] time 20.0
    accept['030'] OBJECTIVE 120.0
    accept['030'] time 25.0
    accept[0x1] OBJECTIVE 901.0
    accept[0x1] time 5.0
    accept[0x1] late[0x1] 1.0
    accept['1e3'] OBJECTIVE 902.5
    accept['1e3'] time 5.0
    accept['1e3'] late['1e3'] 1.0
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS time 40.0
RANGES
BOUNDS
 BV BND accept['007']
 BV BND accept['012']
 BV BND accept['030']
 BV BND accept[0x1]
 BV BND accept['1e3']
ENDATA
