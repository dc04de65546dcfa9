"""The two samples of a read on the vendor's page, word for word."""

READ_JSON = b"""{"success":true,
"total":2,
"list":[
    {"uid":"550423",
    "dataset":"100",
    "agentid":"0",
    "ddi_home":"",
    "ddi_mobile":"07123456789",
    "ddi_work":"",
    "callback":"0000-00-00 00:00:00",
    "urn":null,
    "vendor_urn":null,
    "title":"Mr",
    "firstname":"Joe",
    "lastname":"Blogs",
    "address1":"",
    "address2":"",
    "address3":"",
    "address4":"",
    "address5":"",
    "address6":"",
    "postcode":"",
    "sourcefile":"api_data_100.dat",
    "loaddate":"2019-01-07",
    "outcomecode":"100",
    "notes":"",
    "processdate":"0000-00-00 00:00:00",
    "call_back_notes":"",
    "company_name":"Company Name",
    "test_field":""}
]}"""

READ_XML = b"""<?xml version="1.0" encoding="utf-8" ?>
<result>
    <success>1</success>
    <total>2</total>
    <list>
        <ecnow_data>
            <uid>550423</uid>
            <dataset>100</dataset>
            <agentid>0</agentid>
            <ddi_home />
            <ddi_mobile>07123456789</ddi_mobile>
            <ddi_work />
            <callback>0000-00-00 00:00:00</callback>
            <urn></urn>
            <vendor_urn></vendor_urn>
            <title>Mr</title>
            <firstname>Joe</firstname>
            <lastname>Blogs<lastname>
            <address1 />
            <address2 />
            <address3 />
            <address4 />
            <address5 />
            <address6 />
            <postcode />
            <sourcefile>api_data_100.dat</sourcefile>
            <loaddate>2019-01-07</loaddate>
            <outcomecode>100</outcomecode>
            <notes />
            <processdate>0000-00-00 00:00:00</processdate>
            <call_back_notes />
            <company_name>Company Name</company_name>
        </ecnow_data>
    </list>
</result>"""
"""Not well formed: the second `<lastname>` should be `</lastname>`."""
